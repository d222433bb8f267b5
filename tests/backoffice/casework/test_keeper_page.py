"""The page as the keeper of a demande sees it, in their services and out of them."""

import pytest

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from tests import builders
from tests.backoffice.casework.reading import PAYLOADS, buttons, page_url, text_of, verb_url

pytestmark = pytest.mark.django_db


def kept(*, far: bool, state: State = State.FILED) -> tuple[Demande, User]:
    """A demande and its keeper, an adviser of its service or of another of the organisation."""
    demande = builders.make_demande(state=state)
    annex = builders.make_service(organisation=demande.service.organisation)
    at = annex if far else demande.service
    keeper = builders.make_member(at, Role.ADVISER, first_name="Ana", last_name="Petit")
    Demande.objects.filter(pk=demande.pk).update(keeper=keeper)
    demande.refresh_from_db()
    return demande, keeper


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.FILED, {"relancer", "message", "confier-le-suivi", "ne-plus-suivre"}),
        (State.AWAITING_CITIZEN, {"message", "confier-le-suivi", "ne-plus-suivre"}),
        (
            State.ANSWERED,
            {"confirmer-la-cloture", "message", "confier-le-suivi", "ne-plus-suivre"},
        ),
    ],
)
def test_out_of_their_services_the_keeper_has_a_keepers_buttons_on_the_envelope(
    browser_of, state, expected
):
    demande, keeper = kept(far=True, state=state)
    Demande.objects.filter(pk=demande.pk).update(subject="Mon mari est tombé")

    response = browser_of(keeper).get(page_url(demande))

    assert buttons(response, demande) == expected
    page = text_of(response)
    assert "confiée à un autre service" in page
    assert "confidentielle" not in page
    assert demande.procedure.title in page
    assert "tombé" not in page
    assert demande.filer_last_name not in page
    assert "chaussée" not in page


@pytest.mark.parametrize(
    ("slug", "state"),
    [
        ("relancer", State.FILED),
        ("message", State.FILED),
        ("confier-le-suivi", State.FILED),
        ("ne-plus-suivre", State.FILED),
        ("confirmer-la-cloture", State.ANSWERED),
    ],
)
def test_each_of_them_does_what_it_says_from_afar(browser_of, slug, state):
    demande, keeper = kept(far=True, state=state)

    response = browser_of(keeper).post(verb_url(demande, slug), PAYLOADS[slug](demande))

    assert response.status_code == 302
    lost = slug in {"confier-le-suivi", "ne-plus-suivre", "confirmer-la-cloture"}
    assert response.url == ("/gestion/" if lost else page_url(demande))


def test_a_colleague_of_theirs_does_not_see_it(browser_of):
    demande, keeper = kept(far=True)
    colleague = builders.make_member(keeper.memberships.get().service, Role.ADVISER)

    assert browser_of(colleague).get(page_url(demande)).status_code == 404
    assert (
        browser_of(colleague).post(verb_url(demande, "suivre"), {"version": 1}).status_code == 404
    )


def test_an_adviser_keeps_what_nobody_keeps_in_one_click(browser_of):
    demande = builders.make_demande()
    adviser = builders.make_member(demande.service, Role.ADVISER)
    browser = browser_of(adviser)
    assert "suivre" in buttons(browser.get(page_url(demande)), demande)

    for _click in range(2):
        browser.post(verb_url(demande, "suivre"), {"version": 1})

    demande.refresh_from_db()
    assert (demande.keeper, demande.version) == (adviser, 2)
    shown = buttons(browser.get(page_url(demande)), demande)
    assert "ne-plus-suivre" in shown
    assert "suivre" not in shown


def test_a_second_chase_of_the_day_is_refused_and_what_was_typed_stays(browser_of):
    demande, keeper = kept(far=False)
    head = builders.make_member(demande.service, Role.HEAD)
    browser = browser_of(keeper)
    browser.post(verb_url(demande, "relancer"), PAYLOADS["relancer"](demande))
    assert "1, la dernière le" in text_of(browser.get(page_url(demande)))

    again = PAYLOADS["relancer"](demande) | {"body": "Troisième appel."}
    response = browser.post(verb_url(demande, "relancer"), again)

    assert response.status_code == 409
    assert "déjà été relancé" in text_of(response)
    assert "Troisième appel." in text_of(response)
    chased = OutboundMessage.objects.filter(key__startswith="chase:")
    assert chased.filter(recipient=head.email).count() == 1


def test_who_handles_it_is_told_that_the_keeper_confirms_and_may_still_close(browser_of):
    demande, _keeper = kept(far=True, state=State.ANSWERED)
    officer = builders.make_member(demande.service, Role.OFFICER)
    browser = browser_of(officer)

    response = browser.get(page_url(demande))

    assert "Ana Petit suit cette demande et confirme sa clôture" in text_of(response)
    assert "clore" in buttons(response, demande)
    assert browser.post(verb_url(demande, "clore"), {"version": demande.version}).status_code == 302
    assert "confirme sa clôture" not in text_of(browser.get(page_url(demande)))


@pytest.mark.parametrize(("handoffs", "warned"), [(0, False), (2, False), (3, True)])
def test_the_page_says_how_many_times_it_changed_hands_and_warns_from_three(
    browser_of, handoffs, warned
):
    demande, keeper = kept(far=False)
    Demande.objects.filter(pk=demande.pk).update(handoffs=handoffs)

    page = text_of(browser_of(keeper).get(page_url(demande)))

    assert (f"<dd>{handoffs}</dd>" in page) is bool(handoffs)
    assert (f"{handoffs} changements de mains" in page) is warned


def test_the_journal_tells_who_kept_it_and_who_confirmed(browser_of):
    demande, keeper = kept(far=False, state=State.ANSWERED)
    browser = browser_of(keeper)
    browser.post(verb_url(demande, "confirmer-la-cloture"), {"version": demande.version})

    page = text_of(browser.get(page_url(demande)))

    assert "Clôture confirmée" in page
    assert "Suivie par" in page
    assert "Traitée par" in page


def test_requalified_into_something_confidential_it_says_who_keeps_it_no_more(browser_of):
    demande, keeper = kept(far=False)
    officer = builders.make_member(demande.service, Role.OFFICER)
    secret = builders.make_procedure(service=demande.service, confidential=True, live=True)
    payload = {"version": 1, "procedure": secret.pk, "reason": "Aide sociale.", "stage": "send"}

    browser_of(officer).post(verb_url(demande, "requalifier"), payload)

    page = text_of(browser_of(officer).get(page_url(demande)))
    assert "Ana Petit ne la suit plus" in page
    assert "Suivie par" not in page
    seen = text_of(browser_of(keeper).get(page_url(demande)))
    assert "Cette demande est confidentielle" in seen
