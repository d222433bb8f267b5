"""Two agents at once, a page left open, a second click: nothing is overwritten, nothing is lost."""

from uuid import uuid4

import pytest

from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow import exchanges, handling
from portal.directory.models import Role
from tests import builders
from tests.backoffice.casework.reading import (
    PAYLOADS,
    buttons,
    officer_of,
    page_url,
    text_of,
    verb_url,
)

pytestmark = pytest.mark.django_db
VERSIONED = sorted(PAYLOADS.keys() - {"message", "note", "document-recu"})


@pytest.fixture
def demande() -> Demande:
    return builders.make_demande()


@pytest.fixture
def first(browser_of, demande):
    return browser_of(officer_of(demande, first_name="Nadia", last_name="Ferrand"))


@pytest.fixture
def second(browser_of, demande):
    return browser_of(officer_of(demande, first_name="Paul", last_name="Wallart"))


def test_the_first_to_take_has_it_and_the_second_is_told_by_whom(first, second, demande):
    taken = {"version": demande.version}

    assert first.post(verb_url(demande, "prendre"), taken).status_code == 302
    response = second.post(verb_url(demande, "prendre"), taken)

    page = text_of(response)
    assert response.status_code == 409
    assert "Cette demande a changé depuis l’affichage de la page." in page
    assert "Entre-temps" in page
    assert page.index("Entre-temps") < page.index("Nadia Ferrand")
    assert "gardé plus bas" not in page  # a button types nothing
    assert 'id="verbe"' not in page
    demande.refresh_from_db()
    assert demande.assignee.last_name == "Ferrand"


@pytest.mark.parametrize("slug", [s for s in VERSIONED if s in {
    "transmettre", "affecter", "demander-un-document", "avis-partenaire", "doublon", "repondre",
}])  # fmt: skip
def test_what_was_typed_on_a_page_out_of_date_is_kept_and_can_be_sent_again(
    first, second, demande, slug
):
    data = PAYLOADS[slug](demande)
    first.post(verb_url(demande, "note"), {"body": "J’ai appelé.", "key": uuid4()})

    response = second.post(verb_url(demande, slug), data)

    page = text_of(response)
    assert response.status_code == 409
    assert 'name="version" value="2"' in page
    assert "Note interne" in page
    typed = [str(value) for name, value in data.items() if name in {"reason", "label", "partner"}]
    assert all(value in page for value in typed)
    demande.refresh_from_db()
    assert demande.version == 2
    again = second.post(verb_url(demande, slug), data | {"version": 2})
    assert again.status_code == 302


def test_a_message_never_waits_for_the_others(first, second, demande):
    """Two messages don't overwrite each other: neither carries a version."""
    for browser, words in ((first, "Bonjour."), (second, "Bonsoir.")):
        sent = browser.post(verb_url(demande, "message"), {"body": words, "key": uuid4()})
        assert sent.status_code == 302

    assert {message.body for message in demande.messages.all()} == {"Bonjour.", "Bonsoir."}


@pytest.mark.parametrize("slug", ["message", "note"])
def test_the_same_form_sent_twice_is_written_once(first, demande, slug):
    data = PAYLOADS[slug](demande)

    responses = [first.post(verb_url(demande, slug), data) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert demande.messages.count() + demande.notes.count() == 1


@pytest.mark.parametrize(
    ("slug", "state"),
    [
        ("prendre", State.FILED),
        ("reprendre", State.AWAITING_PARTNER),
        ("clore", State.ANSWERED),
        ("rouvrir", State.CLOSED),
    ],
)
def test_a_button_pressed_twice_acts_once_and_does_not_complain(browser_of, slug, state):
    demande = builders.make_demande(state=state)
    browser = browser_of(officer_of(demande))
    pressed = {"version": demande.version}

    responses = [browser.post(verb_url(demande, slug), pressed) for _ in range(2)]

    assert [response.url for response in responses] == [page_url(demande)] * 2
    before = demande.version
    demande.refresh_from_db()
    assert demande.version == before + 1


def test_a_form_sent_twice_is_done_once_and_says_what_it_did(first, demande):
    data = PAYLOADS["demander-un-document"](demande)
    first.post(verb_url(demande, "demander-un-document"), data)

    response = first.post(verb_url(demande, "demander-un-document"), data)

    assert response.status_code == 409
    assert "Document indispensable demandé : Plan" in text_of(response)
    assert demande.document_requests.count() == 1


def test_the_person_withdraws_while_an_answer_is_being_written(first, demande):
    data = PAYLOADS["repondre"](demande)
    exchanges.withdraw(demande, version=demande.version)

    response = first.post(verb_url(demande, "repondre"), data)

    page = text_of(response)
    assert response.status_code == 409
    assert "Cette action n’est plus possible : la demande est « Retirée »." in page
    assert "Demande retirée par la personne" in page
    assert "C’est d’accord." in page
    assert "Relire avant d’envoyer" not in page
    assert "Revenir à la demande" in page


def test_a_demande_forwarded_elsewhere_gives_back_what_was_typed(first, demande):
    head = officer_of(demande, Role.HEAD)
    handling.forward(
        demande,
        service=builders.make_service(),
        reason="À eux.",
        agent=head,
        version=demande.version,
    )

    response = first.post(verb_url(demande, "message"), {"body": "Longue lettre.", "key": uuid4()})
    unknown = first.post("/gestion/demandes/rien/message/", {"body": "Longue lettre."})

    assert response.status_code == unknown.status_code == 404
    assert "Longue lettre." in text_of(response)
    assert demande.subject not in text_of(response)
    main = [text_of(each).split("<main")[1] for each in (response, unknown)]
    assert main[0] == main[1]
    assert not demande.messages.exists()


def test_a_role_taken_back_takes_the_buttons_with_it(browser_of, demande):
    agent = officer_of(demande, Role.OFFICER, Role.ADVISER)
    browser = browser_of(agent)
    assert "prendre" in buttons(browser.get(page_url(demande)), demande)
    agent.memberships.filter(role=Role.OFFICER).delete()

    response = browser.post(verb_url(demande, "prendre"), {"version": 1})

    assert response.status_code == 403
    assert "Vos habilitations ne permettent pas cette action" in text_of(response)
    assert "prendre" not in buttons(response, demande)
    demande.refresh_from_db()
    assert demande.assignee is None
