"""The agent's side of filling in together: the code, the steps, what stays out of reach."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from backoffice.together import views
from portal.accounts import throttle
from portal.demandes import sharing_codes
from portal.demandes.models import Demande, Draft, SharedFilling
from portal.demandes.rights import FILLERS
from portal.demandes.workflow import filing, sharing
from portal.demandes.workflow.sharing import End
from portal.directory.models import Membership, Role
from tests import builders
from tests.backoffice.entry.desk import browser

pytestmark = pytest.mark.django_db
POLL = re.compile(r'hx-get="([^"]+)"')
ROWS = {
    "steps": [
        {
            "key": "foyer",
            "title": "Le foyer",
            "fields": [
                {
                    "key": "enfants",
                    "type": "group",
                    "label": "Enfants",
                    "row_label": "Enfant",
                    "max_rows": 3,
                    "fields": [{"key": "nom", "type": "text", "label": "Nom", "required": True}],
                }
            ],
        }
    ]
}

DANGEROUS = {"match": "all", "tests": [{"field": "danger", "op": "is", "value": "oui"}]}
HIDDEN = {
    "steps": [
        {
            "key": "lieu",
            "title": "Le lieu",
            "fields": [{"key": "danger", "type": "yes_no", "label": "Est-ce dangereux ?"}],
        },
        {
            "key": "suite",
            "title": "La suite",
            "fields": [
                {"key": "quoi", "type": "text", "label": "Quoi ?", "show_if": DANGEROUS},
            ],
        },
    ]
}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = False


class Helper:
    """An agent's browser, beside a person's draft."""

    def __init__(self, draft: Draft, role: Role = Role.ADVISER) -> None:
        self.draft = draft
        self.agent = builders.make_member(draft.procedure.service, role)
        self.browser = browser(self.agent)

    def read(self) -> str:
        """The code that the person reads, however they do."""
        code = sharing_codes.code_of(sharing.offer(self.draft).pk)
        return sharing_codes.display(code).lower()

    def type(self, code: str) -> Any:
        return self.browser.post(reverse("together"), {"code": code})

    def come(self) -> "Helper":
        assert self.type(self.read()).status_code == 302
        self.held = SharedFilling.objects.get(ended_at=None)
        return self

    def at(self, name: str, *more: object) -> str:
        return reverse(f"together_{name}", args=[self.held.pk, *more])

    def get(self, name: str, *more: object) -> Any:
        return self.browser.get(self.at(name, *more))

    def save(self, key: str, said: dict[str, Any], page: Any = None) -> Any:
        page = page or self.get("step", key)
        seen = {"_vu": page.context["seen"]}
        return self.browser.post(self.at("step", key), seen | said)

    def polled(self, page: Any) -> Any:
        found = POLL.search(page.content.decode())
        assert found
        return self.browser.get(found[1].replace("&amp;", "&"), headers={"HX-Request": "true"})

    def answers(self) -> dict[str, Any]:
        self.draft.refresh_from_db()
        return self.draft.answers


def begun(schema: Any = None, answers: Any = None, **fields: Any) -> Draft:
    procedure = builders.make_procedure(schema, live=True, **fields)
    return builders.make_draft(procedure, answers=answers or {})


def words(response: Any) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("role", [Role.ADVISER, Role.OFFICER, Role.HEAD])
def test_the_code_that_is_read_opens_the_draft(role: Role) -> None:
    helper = Helper(begun(answers={"quoi": "Un trou", "danger": "oui"}), role)
    page = helper.type(helper.read())
    held = SharedFilling.objects.get()
    assert page.url == reverse("together_form", args=[held.pk])
    assert (held.agent, held.ended_at) == (helper.agent, None)
    assert "Un trou" in words(helper.browser.get(page.url))


@pytest.mark.parametrize("role", [None, *(each for each in Role if each not in FILLERS)])
def test_nobody_else_finds_the_field(role: Role | None) -> None:
    draft = begun()
    agent = builders.make_member(draft.procedure.service, role) if role else builders.make_agent()
    assert browser(agent).get(reverse("together")).status_code == 403
    code = sharing_codes.code_of(sharing.offer(draft).pk)
    assert browser(agent).post(reverse("together"), {"code": code}).status_code == 403
    assert SharedFilling.objects.get().agent is None


def test_an_adviser_does_not_come_into_a_confidential_form() -> None:
    helper = Helper(begun(confidential=True))
    code = helper.read()
    refused = helper.type(code)
    assert refused.status_code == 403
    assert "Passez l’appel au service qui la traite" in words(refused)
    assert helper.draft.procedure.title not in words(refused)
    officer = Helper(helper.draft, Role.OFFICER)
    assert officer.type(code).status_code == 302


def test_another_organisations_agent_is_refused() -> None:
    draft = begun()
    elsewhere = builders.make_member(
        builders.make_service(organisation=builders.make_organisation("Ailleurs")), Role.OFFICER
    )
    code = sharing_codes.code_of(sharing.offer(draft).pk)
    assert browser(elsewhere).post(reverse("together"), {"code": code}).status_code == 403


@pytest.mark.parametrize("typed", ["", "FQX", "7K3 FQX", "\x00", "é" * 30, "x" * 300])
def test_a_wrong_code_keeps_what_was_typed_and_says_what_to_do(typed: str) -> None:
    helper = Helper(begun())
    refused = helper.type(typed)
    assert refused.status_code == 400
    assert refused.context["form"].errors["code"]
    assert refused.context["form"]["code"].value() == typed


def test_after_five_wrong_codes_an_agent_waits() -> None:
    helper = Helper(begun())
    code = helper.read()
    for _ in range(views.WRONG_BY_AGENT):
        assert helper.type("222 222").status_code == 400
    refused = helper.type(code)
    assert refused.status_code == 429
    assert "Attendez quinze minutes" in words(refused)
    colleague = Helper(helper.draft)
    assert colleague.type(code).status_code == 302


def test_a_right_code_starts_the_count_again() -> None:
    helper = Helper(begun())
    for _ in range(2):
        for _ in range(views.WRONG_BY_AGENT - 1):
            assert helper.type("222 222").status_code == 400
        helper.come()
        sharing.end(helper.held, End.STOPPED)


def test_an_agents_tries_of_a_day_are_counted_whatever_they_opened() -> None:
    """So that nobody guesses for ever between good codes, nor uses up what others have left."""
    helper, colleague = Helper(begun()), Helper(begun())
    of_day = f"together-day:{helper.agent.pk}"
    throttle.hit(of_day, 1, per=views.DAY, count=views.TRIES_BY_DAY)
    assert helper.type(helper.read()).status_code == 429
    assert colleague.type(colleague.read()).status_code == 302


def test_a_step_saved_by_the_agent_is_in_the_persons_draft() -> None:
    helper = Helper(begun()).come()
    said = {"commune": "62041", "danger": "oui", "quoi": "Un trou profond."}
    assert helper.save("lieu", said).url == helper.at("step", "vous")
    assert helper.answers() == said
    identity = {f"identite__{part}": value for part, value in builders.IDENTITY.items()}
    cautious = {"autour-safe": "unsafe", "autour-cautions": ["no_sms"]}
    assert helper.save("vous", identity | cautious).url == helper.at("form")
    assert helper.answers()["identite"] == builders.IDENTITY
    assert helper.draft.cautions == ["no_sms"]
    assert (helper.draft.agent, helper.draft.channel) == (None, "online")


def test_the_other_button_leads_back_to_the_answers_whatever_is_wrong() -> None:
    helper = Helper(begun()).come()
    sent = {"_reponses": "1", "commune": "Nulle-Part", "danger": "non"}
    assert helper.save("lieu", sent).url == helper.at("form")
    assert helper.answers() == {"danger": "non"}
    assert "Nulle-Part" in words(helper.get("step", "lieu"))


def test_what_is_wrong_comes_back_and_what_is_right_is_kept() -> None:
    helper = Helper(begun()).come()
    refused = helper.save("lieu", {"commune": "Nulle-Part", "danger": "non"})
    assert refused.status_code == 400
    assert "Nulle-Part" in words(refused)
    assert helper.answers() == {"danger": "non"}
    assert "Nulle-Part" in words(helper.get("step", "lieu"))


def test_a_row_is_added_without_a_script() -> None:
    helper = Helper(begun(ROWS)).come()
    more = {"enfants__n": "1", "enfants__0__nom": "Lina", "_ajouter": "enfants"}
    page = helper.save("foyer", more)
    assert page.status_code == 302
    assert "Lina" in words(helper.get("step", "foyer"))


def test_a_step_that_the_person_changed_meanwhile_is_not_overwritten() -> None:
    helper = Helper(begun(answers={"danger": "oui", "quoi": "D’abord"})).come()
    page = helper.get("step", "lieu")
    Draft.objects.update(answers={"danger": "oui", "quoi": "Dit par Awa"})
    said = {"commune": "62041", "danger": "oui", "quoi": "Écrit par Camille"}
    refused = helper.save("lieu", said, page)
    assert refused.status_code == 409
    assert "Dit par Awa" in words(refused)
    assert "Écrit par Camille" in words(refused)
    assert helper.answers()["quoi"] == "Dit par Awa"
    assert helper.save("lieu", said, refused).status_code == 302
    assert helper.answers()["quoi"] == "Écrit par Camille"


def test_files_are_names_that_the_agent_neither_opens_nor_changes() -> None:
    draft = begun(answers=builders.ANSWERS)
    held = builders.make_draft_file(draft, name="ordonnance.png")
    helper = Helper(draft).come()
    for page in (helper.get("form"), helper.get("step", "lieu")):
        assert "ordonnance.png" in words(page)
        assert str(held.stored_id) not in words(page)
        assert 'type="file"' not in words(page)
    said = {"commune": "62041", "danger": "non", "retirer": str(held.stored_id)}
    helper.save("lieu", said)
    assert draft.files.count() == 1
    token = draft.token
    opened = reverse("draft_file", args=[draft.procedure.code, token, held.stored_id])
    assert helper.browser.get(opened).status_code == 403


def test_a_step_of_files_alone_offers_nothing_to_change() -> None:
    alone = {"key": "photos", "type": "files", "label": "Photos"}
    schema = {"steps": [{"key": "photo", "title": "Photo", "fields": [alone]}]}
    helper = Helper(begun(schema)).come()
    page = words(helper.get("form"))
    assert "Aucun fichier" in page
    assert helper.at("step", "photo") not in page
    assert helper.save("photo", {}).url == helper.at("form")


def test_the_agent_learns_no_address_of_the_draft_and_has_no_way_to_file() -> None:
    helper = Helper(begun(answers=builders.ANSWERS)).come()
    for page in (helper.get("form"), helper.get("step", "lieu"), helper.get("step", "vous")):
        assert helper.draft.token not in words(page)
        assert "Déposer la demande" not in words(page)
    for name in ("entry_check", "entry_form", "entry_filed", "entry_slip"):
        assert helper.browser.post(reverse(name, args=[helper.draft.token])).status_code in {
            404,
            405,
        }
    code = helper.draft.procedure.code
    check = helper.browser.post(reverse("draft_check", args=[code, helper.draft.token]))
    assert check.status_code == 403
    assert not Demande.objects.exists()


PAGES = [("form", ()), ("step", ("lieu",)), ("state", ()), ("leave", ())]


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_a_colleague_finds_nothing(name: str, more: tuple[str, ...]) -> None:
    helper = Helper(begun()).come()
    for colleague in (Role.ADVISER, Role.HEAD):
        other = Helper(helper.draft, colleague).browser
        send = other.post if name in {"leave", "step"} else other.get
        assert send(helper.at(name, *more)).status_code == 404
    assert Client().get(helper.at("form")).status_code == 302
    helper.held.refresh_from_db()
    assert helper.held.ended == ""


ENDS = [End.STOPPED, End.LEFT, End.FILED, End.EXPIRED, End.RIGHT_LOST]


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize(("name", "more"), PAGES)
def test_after_the_end_the_agent_sees_nothing(name: str, more: tuple[str, ...], how: End) -> None:
    helper = Helper(begun(answers=builders.ANSWERS)).come()
    sharing.end(helper.held, how)
    send = helper.browser.post if name == "leave" else helper.browser.get
    page = send(helper.at(name, *more), follow=True)
    assert page.redirect_chain == [(reverse("together"), 302)]
    assert how.label.replace("\u00a0", " ") in words(page)
    assert builders.ANSWERS["quoi"] not in words(page)
    assert page.context["under_way"] == []


@pytest.mark.parametrize("how", [End.STOPPED, End.LEFT, End.EXPIRED])
def test_what_is_sent_after_the_end_changes_nothing(how: End) -> None:
    helper = Helper(begun()).come()
    page = helper.get("step", "lieu")
    sharing.end(helper.held, how)
    assert helper.save("lieu", {"danger": "oui"}, page).url == reverse("together")
    assert helper.answers() == {}


def test_what_is_sent_after_the_filing_changes_nothing() -> None:
    helper = Helper(begun(answers=builders.ANSWERS)).come()
    page = helper.get("step", "lieu")
    filing.file(draft=helper.draft)
    assert helper.save("lieu", {"danger": "non"}, page).url == reverse("together")
    assert Demande.objects.get().answers == builders.ANSWERS


def test_an_agent_who_loses_the_role_loses_the_page() -> None:
    helper = Helper(begun(answers=builders.ANSWERS)).come()
    other = builders.make_service()
    builders.make_member(other, Role.ADVISER)
    Membership.objects.filter(agent=helper.agent).update(service=other)
    assert helper.get("form").url == reverse("together")
    helper.held.refresh_from_db()
    assert helper.held.ended == End.RIGHT_LOST


def test_leaving_ends_the_help_and_keeps_what_was_filled_in() -> None:
    helper = Helper(begun()).come()
    helper.save("lieu", {"danger": "non", "commune": "62041"})
    assert helper.browser.post(helper.at("leave")).url == reverse("together")
    helper.held.refresh_from_db()
    assert helper.held.ended == End.LEFT
    assert helper.answers()["danger"] == "non"


def test_the_script_is_answered_only_what_is_new() -> None:
    helper = Helper(begun(answers={"danger": "oui", "quoi": "D’abord"})).come()
    for page in (helper.get("form"), helper.get("step", "lieu")):
        assert helper.polled(page).status_code == 204
    step, every = helper.get("step", "lieu"), helper.get("form")
    Draft.objects.update(answers={"danger": "oui", "quoi": "Dit par Awa"})
    changed = helper.polled(step)
    assert "vient de changer" in words(changed)
    assert "Dit par Awa" in words(changed)
    assert helper.polled(changed).status_code == 204
    assert "Dit par Awa" in words(helper.polled(every))


def test_the_script_leaves_a_page_whose_help_is_over() -> None:
    helper = Helper(begun(answers=builders.ANSWERS)).come()
    page = helper.get("step", "lieu")
    sharing.end(helper.held, End.STOPPED)
    assert helper.polled(page).headers["HX-Redirect"] == reverse("together")


def test_a_hidden_or_unknown_step_leads_back_to_the_answers() -> None:
    helper = Helper(begun(HIDDEN, {"danger": "non"})).come()
    for key in ("suite", "inconnue"):
        assert helper.get("step", key).url == helper.at("form")
    Draft.objects.update(answers={"danger": "oui"})
    assert helper.get("step", "suite").status_code == 200
    nowhere = reverse("together_form", args=[uuid4()])
    assert helper.browser.get(nowhere).status_code == 404


def test_the_way_back_to_a_help_under_way_is_listed() -> None:
    helper = Helper(begun()).come()
    page = helper.browser.get(reverse("together"))
    assert page.context["under_way"] == [helper.held]
    assert Helper(helper.draft).browser.get(reverse("together")).context["under_way"] == []


def test_a_page_of_the_help_costs_as_much_for_ten_helps_as_for_one(query_budget: Any) -> None:
    helper = Helper(begun()).come()

    def more() -> None:
        for _ in range(9):
            code = sharing_codes.code_of(sharing.offer(begun(service=service)).pk)
            sharing.join(typed=code, agent=helper.agent)

    service = helper.draft.procedure.service
    query_budget(lambda: helper.browser.get(reverse("together")), more, at_most=14)


def test_the_journal_says_who_helped() -> None:
    helper = Helper(begun(answers=builders.ANSWERS)).come()
    demande = filing.file(draft=helper.draft)
    officer = browser(builders.make_member(demande.service, Role.OFFICER))
    page = officer.get(demande.get_absolute_url())
    assert f"Remplie avec l’aide de {helper.agent}" in words(page)
