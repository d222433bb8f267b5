"""The demo's outbox page."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.messaging import outbox
from tests.portal.messaging.conftest import Write

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True


def test_outside_the_demo_there_is_no_outbox(client: Client, write: Write) -> None:
    message = write()
    for name, args in (
        ("outbox", []),
        ("outbox_message", [message.pk]),
        ("outbox_body", [message.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404


@pytest.mark.usefixtures("demo")
def test_the_outbox_lists_fifty_messages_then_the_older_ones(client: Client, write: Write) -> None:
    messages = [write(subject=f"Message n° {number:02}") for number in range(60)]
    page = client.get(reverse("outbox")).content.decode()
    assert "Message n° 59" in page
    assert "Message n° 09" not in page
    assert f"?avant={messages[10].pk}" in page
    older = client.get(reverse("outbox"), {"avant": messages[10].pk}).content.decode()
    assert "Message n° 09" in older
    assert "Message n° 10" not in older


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "²"])
def test_a_strange_page_number_is_ignored(client: Client, before: str) -> None:
    assert client.get(reverse("outbox"), {"avant": before}).status_code == 200


@pytest.mark.usefixtures("demo")
def test_a_message_shows_its_text_with_links_and_its_html_in_a_frame(
    client: Client, write: Write
) -> None:
    message = write()
    page = client.get(reverse("outbox_message", args=[message.pk])).content.decode()
    assert "Bonjour Camille," in page
    assert '<a href="https://portail.example/suivi/AB12"' in page
    assert f'src="{reverse("outbox_body", args=[message.pk])}"' in page
    assert "sandbox=" in page


@pytest.mark.usefixtures("demo")
def test_the_html_version_may_style_but_run_and_fetch_nothing(client: Client, write: Write) -> None:
    response = client.get(reverse("outbox_body", args=[write().pk]))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "script-src" not in policy
    assert '<base target="_top">' in response.content.decode()


@pytest.mark.usefixtures("demo")
def test_an_erased_message_says_so(client: Client, write: Write) -> None:
    message = write()
    outbox.erase(topic=message.topic)
    page = client.get(reverse("outbox_message", args=[message.pk])).content.decode()
    assert "a été effacé" in page
    assert "<iframe" not in page


@pytest.mark.usefixtures("demo")
def test_the_outbox_is_only_read(client: Client) -> None:
    assert client.post(reverse("outbox")).status_code == 405
