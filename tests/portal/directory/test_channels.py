"""Channels, their providers, and the check that none is offered without one."""

import pytest

from portal.directory.channels import Channel, Provider, Registry, check_offered, registry

DIRECTORY_S_OWN = [Channel.TELEPHONE, Channel.DESK, Channel.EMAIL, Channel.LETTER]


def test_every_channel_has_its_french_label() -> None:
    assert dict(Channel.choices) == {
        "online": "En ligne",
        "telephone": "Téléphone",
        "desk": "Guichet",
        "email": "E-mail",
        "letter": "Courrier",
        "callback": "Rappel",
        "appointment": "Rendez-vous",
        "chat": "Tchat",
        "inspection": "Constat sur place",
    }


@pytest.mark.parametrize("channel", Channel)
def test_a_human_channel_is_one_where_somebody_speaks_with_you(channel: Channel) -> None:
    human = channel.value in {"telephone", "desk", "callback", "appointment", "chat"}
    assert channel.is_human is human


@pytest.mark.parametrize("channel", DIRECTORY_S_OWN)
def test_the_directory_provides_the_plain_channels(channel: Channel) -> None:
    provider = registry.get(channel.value)
    assert provider is not None
    assert provider.name == "portal.directory"


def test_the_form_is_provided_by_the_app_that_draws_it() -> None:
    provider = registry.get(Channel.ONLINE)
    assert provider is not None
    assert provider.name == "citizen.filing"


def test_a_provider_registered_is_found_under_its_channel() -> None:
    providers = Registry()
    callback = providers.register(Provider(Channel.CALLBACK, "portal.contacts"))
    assert providers.get("callback") is callback
    assert providers.get("chat") is None


def test_a_second_provider_of_a_channel_is_refused_and_the_same_one_is_not() -> None:
    providers = Registry()
    provider = Provider(Channel.CHAT, "citizen.chat")
    assert providers.register(provider) == providers.register(provider)
    with pytest.raises(ValueError, match=r"chat is already provided by citizen\.chat"):
        providers.register(Provider(Channel.CHAT, "citizen.other"))


def test_what_is_not_a_channel_is_refused() -> None:
    with pytest.raises(ValueError, match="fax"):
        registry.get("fax")


def test_the_check_names_each_channel_offered_without_a_provider_once() -> None:
    found = check_offered(lambda: ["inspection", "online", "chat", "chat"], Registry())
    assert [error.id for error in found] == ["directory.E001"] * 3
    assert ["online" in error.msg for error in found] == [True, False, False]
    assert "chat" in found[1].msg
    assert "inspection" in found[2].msg


def test_the_check_is_silent_when_every_channel_offered_is_provided() -> None:
    assert check_offered(lambda: DIRECTORY_S_OWN) == []
    assert check_offered(list) == []
