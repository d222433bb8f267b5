"""The person's side of filling in together: consent, code, who helps, what changed, the end."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from citizen.filing import helping, together
from portal.accounts.models import User
from portal.demandes.models import Draft, SharedFilling
from portal.demandes.workflow import sharing
from portal.demandes.workflow.sharing import End
from portal.directory.models import Role
from portal.procedures.forms import step_form
from portal.procedures.models import Procedure
from tests import builders
from tests.citizen.filing.person import IDENTITY, PLACE, Person, main_of, text_of
from tests.portal.media.samples import drawing, saved

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'read-aloud">([^<]+)<')
POLL = re.compile(r'hx-get="([^"]+)"')


@pytest.fixture
def procedure(db: None) -> Procedure:
    builders.make_commune()
    return builders.make_procedure(live=True)


@pytest.fixture
def camille(procedure: Procedure) -> User:
    return builders.make_member(
        procedure.service,
        Role.ADVISER,
        first_name="Camille",
        last_name="Martin",
        job_title="Conseillère",
    )


def consent(person: Person) -> str:
    """The code on the person's screen."""
    assert person.browser.post(person.at("draft_help")).url == person.at("draft_help")
    found = SHOWN.search(text_of(person.page("draft_help")))
    assert found
    return found[1]


def helped_by(agent: User, person: Person) -> SharedFilling:
    return sharing.join(typed=consent(person), agent=agent)


def polled(person: Person, page: Any) -> Any:
    """What the page's script is answered."""
    found = POLL.search(page.content.decode())
    assert found
    return person.browser.get(found[1].replace("&amp;", "&"))


def write(person: Person, **answers: Any) -> None:
    """The agent saves something else."""
    draft = Draft.objects.get(pk=person.draft.pk)
    Draft.objects.filter(pk=draft.pk).update(answers=draft.answers | answers)


def test_each_step_and_the_check_offer_help(person: Person) -> None:
    assert 'name="_aide"' in text_of(person.browser.get(person.step("lieu")))
    unfinished = PLACE | {"danger": "oui", "quoi": "", "commune": "Nulle-Part", "_aide": "1"}
    assert person.answer("lieu", unfinished).url == person.at("draft_help")
    assert person.answers() == {"danger": "oui"}
    assert "Nulle-Part" in text_of(person.browser.get(person.step("lieu")))  # nothing is lost
    person.fill()
    assert f'href="{person.at("draft_help")}"' in text_of(person.page("draft_check"))


def test_the_page_says_what_the_agent_will_see_and_whom_to_call(
    person: Person, procedure: Procedure
) -> None:
    type(procedure.service).objects.update(phone="+33321000000", phone_price="Appel local")
    words = main_of(person.page("draft_help"))
    assert "ne voit que le nom" in words
    assert "C’est vous qui déposez" in words
    assert "03 21 00 00 00" in words
    assert "Appel local" in words
    assert "read-aloud" not in text_of(person.page("draft_help"))


def test_no_code_without_consent(person: Person) -> None:
    person.page("draft_help")
    assert not SharedFilling.objects.exists()
    assert not Draft.objects.get().shared


def test_the_code_stays_on_every_page_until_somebody_comes(person: Person, camille: User) -> None:
    code = consent(person)
    assert code in text_of(person.page("draft_help"))
    assert code in text_of(person.browser.get(person.step("lieu")))
    sharing.join(typed=code, agent=camille)
    words = text_of(person.browser.get(person.step("lieu")))
    assert code not in words
    assert "Camille M., conseillère, remplit avec vous" in words
    assert "Arrêter l’aide" in words


@pytest.mark.parametrize("how", ["hide_name", "setting"])
def test_an_agent_whose_name_is_hidden_stays_without_one(
    person: Person, camille: User, settings: Any, how: str
) -> None:
    if how == "setting":
        settings.HIDE_AGENT_NAMES = True
    else:
        User.objects.filter(pk=camille.pk).update(hide_name=True)
    helped_by(camille, person)
    words = text_of(person.browser.get(person.step("lieu")))
    assert "Un agent remplit avec vous" in words
    assert "Camille" not in words


def test_whoever_has_only_the_address_gives_no_code_and_stops_nothing(
    person: Person, camille: User
) -> None:
    held, thief = helped_by(camille, person), Client()
    for send in (thief.get, thief.post):
        assert send(person.at("draft_help")).status_code == 403
    assert thief.post(person.at("draft_help_stop")).status_code == 403
    assert thief.get(person.at("draft_help_state")).status_code == 286
    held.refresh_from_db()
    assert held.ended == ""


def test_codes_are_counted_for_each_draft(person: Person, procedure: Procedure) -> None:
    for _ in range(helping.CODES_BY_DRAFT):
        consent(person)
    refused = person.browser.post(person.at("draft_help"))
    assert refused.status_code == 429
    assert "dans une heure" in text_of(refused)
    assert SHOWN.search(text_of(refused))  # the last one is still good
    assert consent(Person(procedure))


def test_stopping_shuts_the_agent_out_at_once(person: Person, camille: User) -> None:
    held = helped_by(camille, person)
    person.browser.post(person.at("draft_help_stop"))
    assert sharing.held_by(camille, held.pk) is None
    held.refresh_from_db()
    assert held.ended == End.STOPPED
    assert "remplit avec vous" not in text_of(person.page("draft_help"))
    again = person.browser.post(person.at("draft_help_stop"), follow=True)
    assert helping.OVER in again.content.decode()


def test_stopping_by_script_leaves_the_page_as_it_is(person: Person, camille: User) -> None:
    held = helped_by(camille, person)
    stopped = person.browser.post(person.at("draft_help_stop"), headers={"HX-Request": "true"})
    assert stopped.status_code == 200
    assert "L’aide est terminée" in text_of(stopped)
    held.refresh_from_db()
    assert held.ended == End.STOPPED


def test_stopping_leads_back_to_the_step(person: Person, camille: User) -> None:
    person.answer("lieu", PLACE)
    helped_by(camille, person)
    sent = {"etape": "lieu"}
    assert person.browser.post(person.at("draft_help_stop"), sent).url == person.step("lieu")


def test_stopping_before_anybody_came_voids_the_code(person: Person, camille: User) -> None:
    code = consent(person)
    person.browser.post(person.at("draft_help_stop"))
    with pytest.raises(sharing.UnknownCode):
        sharing.join(typed=code, agent=camille)


def test_a_filed_demande_asks_for_no_help(person: Person) -> None:
    person.fill()
    person.file()
    for send in (person.browser.get, person.browser.post):
        assert send(person.at("draft_help")).url == person.at("draft_filed")
    assert not SharedFilling.objects.exists()


def test_without_a_script_a_link_shows_what_was_filled_in(person: Person, camille: User) -> None:
    helped_by(camille, person)
    write(person, quoi="Un grand trou", danger="oui")
    assert f'href="{person.at("draft_help")}"' in text_of(person.browser.get(person.step("lieu")))
    assert "Un grand trou" in main_of(person.page("draft_help"))


def test_the_script_is_answered_nothing_while_nothing_is_new(person: Person, camille: User) -> None:
    helped_by(camille, person)
    page = person.browser.get(person.step("lieu"))
    assert (polled(person, page).status_code, polled(person, page).content) == (204, b"")


def test_the_script_learns_who_came_and_what_changed(person: Person, camille: User) -> None:
    code = consent(person)
    page = person.browser.get(person.step("lieu"))
    sharing.join(typed=code, agent=camille)
    came = polled(person, page)
    assert "Camille M., conseillère, remplit avec vous" in text_of(came)
    assert "viennent de changer" not in text_of(came)
    write(person, danger="non")
    changed = polled(person, came)
    assert "viennent de changer" in text_of(changed)
    assert "<main" not in text_of(changed)
    assert polled(person, changed).status_code == 204


def test_the_script_shows_everything_on_the_page_of_the_help(person: Person, camille: User) -> None:
    helped_by(camille, person)
    page = person.page("draft_help")
    write(person, quoi="Un grand trou", danger="oui")
    assert "Un grand trou" in text_of(polled(person, page))


def test_the_script_says_on_the_check_that_it_must_be_read_again(
    person: Person, camille: User
) -> None:
    person.fill()
    helped_by(camille, person)
    page = person.page("draft_check")
    assert polled(person, page).status_code == 204
    write(person, quoi="Un grand trou")
    changed = text_of(polled(person, page))
    assert "Des réponses viennent de changer" in changed
    assert f'href="{person.at("draft_check")}"' in changed
    assert "hx-swap-oob" not in changed


@pytest.mark.parametrize("how", ["stopped", "time", "filed"])
def test_the_script_asks_nothing_more_once_the_help_is_over(
    person: Person, camille: User, how: str
) -> None:
    person.fill()
    held = helped_by(camille, person)
    page = person.browser.get(person.step("lieu"))
    if how == "stopped":
        sharing.end(held, End.STOPPED)
    elif how == "filed":
        person.file()
    later = timezone.now() + timedelta(hours=3 if how == "time" else 0)
    with time_machine.travel(later):
        answer = polled(person, page)
    assert "L’aide est terminée" in text_of(answer)
    assert not POLL.search(text_of(answer))


def test_a_page_that_belongs_to_nobody_stops_asking(person: Person, camille: User) -> None:
    helped_by(camille, person)
    page = person.browser.get(person.step("lieu"))
    person.browser.cookies.clear()
    assert polled(person, page).status_code == 286


def seen(person: Person, key: str) -> dict[str, str]:
    return {"_vu": person.browser.get(person.step(key)).context["seen"]}


def test_a_step_that_the_agent_changed_meanwhile_is_not_overwritten(
    person: Person, camille: User
) -> None:
    helped_by(camille, person)
    drawn = seen(person, "lieu")
    write(person, quoi="Vu par Camille", danger="oui")
    refused = person.answer("lieu", PLACE | drawn | {"quoi": "Écrit par Awa"})
    assert refused.status_code == 409
    assert person.answers()["quoi"] == "Vu par Camille"
    words = main_of(refused)
    assert "Vu par Camille" in words
    assert "Écrit par Awa" in words
    now = {"_vu": refused.context["seen"]}
    assert person.answer("lieu", PLACE | now | {"quoi": "Écrit par Awa"}).status_code == 302
    assert person.answers()["quoi"] == "Écrit par Awa"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_save_a_step_at_once_one_is_refused(person: Person, camille: User) -> None:
    helped_by(camille, person)
    step, drawn = person.draft.form_version.form.step("lieu"), seen(person, "lieu")["_vu"]
    start, outcomes = threading.Barrier(2), []

    def save(said: str) -> None:
        draft = Draft.objects.get(pk=person.draft.pk)
        form = step_form(step, answers=draft.answers, data=PLACE | {"quoi": said})
        form.is_valid()
        start.wait()
        try:
            together.save(draft=draft, step=step, form=form, around=None, seen=drawn)
            outcomes.append(said)
        except together.Stale:
            outcomes.append("")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=[said]) for said in ("Awa", "Camille")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("") == 1
    assert person.answers()["quoi"] in outcomes


def test_what_was_left_unfinished_does_not_hide_what_the_agent_answered(
    person: Person, camille: User
) -> None:
    person.answer("lieu", {"commune": "Nulle-Part", "quoi": "", "danger": "", "_aide": "1"})
    helped_by(camille, person)
    assert "Nulle-Part" in text_of(person.browser.get(person.step("lieu")))
    write(person, commune="62041", danger="oui", quoi="Vu par Camille")
    page = person.browser.get(person.step("lieu"))
    assert "Nulle-Part" not in text_of(page)
    assert "Vu par Camille" in text_of(page)
    shown = page.context["form"].initial
    assert shown["danger"] == "oui"


def test_what_was_left_unfinished_stays_where_nobody_has_answered(
    person: Person, camille: User
) -> None:
    person.answer("lieu", {"commune": "Nulle-Part", "_aide": "1"})
    helped_by(camille, person)
    write(person, danger="non")
    assert "Nulle-Part" in text_of(person.browser.get(person.step("lieu")))


def test_two_who_said_the_same_do_not_disagree(person: Person, camille: User) -> None:
    helped_by(camille, person)
    drawn = seen(person, "lieu")
    write(person, quoi=PLACE["quoi"], danger="oui", commune="62041")
    assert person.answer("lieu", PLACE | drawn).url == person.step("vous")


def test_another_step_that_changed_hinders_nothing(person: Person, camille: User) -> None:
    helped_by(camille, person)
    drawn = seen(person, "lieu")
    write(person, identite=builders.IDENTITY)
    assert person.answer("lieu", PLACE | drawn).status_code == 302
    assert person.answers()["identite"] == builders.IDENTITY


def test_how_to_be_reached_safely_is_not_overwritten_either(person: Person, camille: User) -> None:
    person.answer("lieu", PLACE)
    helped_by(camille, person)
    drawn = seen(person, "vous")
    Draft.objects.update(no_voicemail=True)
    refused = person.answer("vous", IDENTITY | drawn)
    assert refused.status_code == 409
    assert "message vocal" in main_of(refused)
    assert Draft.objects.get().no_voicemail
    assert "identite" not in person.answers()


def test_the_files_of_a_refused_step_are_kept(person: Person, camille: User) -> None:
    helped_by(camille, person)
    drawn = seen(person, "lieu")
    write(person, danger="non")
    photo = SimpleUploadedFile("trou.png", saved(drawing(), "PNG"), "image/png")
    assert person.answer("lieu", PLACE | drawn | {"photos": photo}).status_code == 409
    assert person.names_of_files() == ["trou.png"]


def test_after_the_help_the_agents_last_answers_are_not_overwritten_unseen(
    person: Person, camille: User
) -> None:
    held = helped_by(camille, person)
    drawn = seen(person, "lieu")
    write(person, danger="non")
    sharing.end(held, End.LEFT)
    assert person.answer("lieu", PLACE | drawn).status_code == 409


def test_a_browser_that_may_not_read_the_draft_learns_nothing_of_it(
    person: Person, camille: User
) -> None:
    helped_by(camille, person)
    write(person, quoi="Vu par Camille", danger="oui")
    refused = Client().post(person.step("lieu"), PLACE | {"_vu": "", "quoi": "Autre chose"})
    assert refused.status_code == 403
    assert "Vu par Camille" not in text_of(refused)
    assert person.answers()["quoi"] == "Vu par Camille"


def test_what_was_not_seen_on_the_check_is_not_filed(person: Person, camille: User) -> None:
    person.fill()
    helped_by(camille, person)
    page = person.page("draft_check")
    write(person, quoi="Vu par Camille")
    refused = person.browser.post(person.at("draft_check"), {"_vu": page.context["seen"]})
    assert refused.status_code == 200
    assert "Vu par Camille" in main_of(refused)
    assert "pendant que vous relisiez" in main_of(refused)
    assert Draft.objects.get().filed_at is None


def test_a_person_who_never_asked_for_help_pays_no_query_for_it(person: Person) -> None:
    with CaptureQueriesContext(connection) as queries:
        person.fill()
        person.page("draft_check")
        person.file()
    assert not [query for query in queries if "sharedfilling" in query["sql"]]


def test_what_a_script_asks_costs_little(
    person: Person, camille: User, query_budget: Callable[..., None]
) -> None:
    helped_by(camille, person)
    page = person.browser.get(person.step("lieu"))
    query_budget(lambda: polled(person, page), lambda: None, at_most=8)
