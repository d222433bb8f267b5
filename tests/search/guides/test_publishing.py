"""Writing guides in Wagtail's admin: drafts, refusals that name the question, rights by service."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Role, Service
from search.guides.models import Guide, LetterKind
from tests.builders import make_agent, make_procedure, make_service, make_theme
from tests.search.guides.factories import make_guide, make_letter, outcome, question, redraw

pytestmark = pytest.mark.django_db

LOOP = [question("a", ("Oui", "b"), text="Es-tu là ?"), question("b", ("Non", "a"), text="Sûr ?")]


def url(name: str, *args: object, model: str = "guide") -> str:
    return reverse(f"wagtailsnippets_search_guides_{model}:{name}", args=args)


def agent_of(service: Service, role: Role) -> User:
    agent = make_agent()
    grant(agent=agent, service=service, role=role, by=make_agent(is_superuser=True))
    return agent


def client_of(agent: User) -> Client:
    client = Client()
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    return client


def stream(nodes: list[dict[str, Any]]) -> dict[str, str]:
    """The blocks as Wagtail's form sends them."""
    sent = {"nodes-count": str(len(nodes))}
    for number, node in enumerate(nodes):
        start = f"nodes-{number}"
        sent |= {
            f"{start}-type": node["type"],
            f"{start}-order": str(number),
            f"{start}-deleted": "",
        }
        sent[f"{start}-id"] = ""
        for name, value in node["value"].items():
            if name != "choices":
                rich = name == "text" and node["type"] == "outcome"
                sent[f"{start}-value-{name}"] = RICH if rich else value
                continue
            sent[f"{start}-value-choices-count"] = str(len(value))
            for place, choice in enumerate(value):
                row = f"{start}-value-choices-{place}"
                sent |= {f"{row}-order": str(place), f"{row}-deleted": "", f"{row}-id": ""}
                sent |= {f"{row}-value-{key}": each for key, each in choice.items()}
    return sent


RICH = json.dumps(
    {
        "blocks": [
            {
                "key": "a",
                "text": "Voilà.",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [],
            }
        ],
        "entityMap": {},
    }
)


def posted(service: Service, nodes: list[dict[str, Any]], **more: str) -> dict[str, str]:
    data = {"title": "J’ai froid", "code": "froid", "theme": str(make_theme().pk), "order": "100"}
    data |= {"summary": "", "words": "froid", "service": str(service.pk), "shared": "on"}
    return data | stream(nodes) | more


PUBLISH = {"action-publish": "1"}
GOOD = [question("", ("Oui", "Fin x"), text="As-tu un toit ?"), outcome("x")]


def chain(count: int, end: str) -> list[dict[str, Any]]:
    """So many questions one after the other, then the end."""
    after = [*(f"q{number}" for number in range(1, count)), end]
    return [question(f"q{number}", ("Oui", to)) for number, to in enumerate(after)]


class TestWriting:
    def test_an_editor_drafts_and_a_head_publishes(self) -> None:
        service = make_service()
        editor = client_of(agent_of(service, Role.EDITOR))
        editor.post(url("add"), posted(service, GOOD))
        guide = Guide.objects.get()
        assert (guide.live, guide.versions.count()) == (False, 0)
        edit = url("edit", guide.pk)
        editor.post(edit, posted(service, GOOD, **PUBLISH))  # Wagtail sends the refused home
        assert not Guide.objects.get().live
        head = client_of(agent_of(service, Role.HEAD))
        assert head.post(edit, posted(service, GOOD, **PUBLISH)).status_code == 302
        guide.refresh_from_db()
        assert guide.live
        assert guide.structure.nodes[0].key == "as-tu-un-toit"
        assert guide.structure.questions[0].choices[0].node == "x"  # named by its title

    def test_publishing_a_circle_is_refused_and_names_its_questions(self) -> None:
        service = make_service()
        head = client_of(agent_of(service, Role.HEAD))
        page = head.post(url("add"), posted(service, LOOP, **PUBLISH))
        assert page.status_code == 200
        assert "tournent en rond" in page.content.decode()
        assert not Guide.objects.filter(live=True).exists()

    def test_a_draft_may_be_anything(self) -> None:
        service = make_service()
        editor = client_of(agent_of(service, Role.EDITOR))
        assert editor.post(url("add"), posted(service, LOOP)).status_code == 302
        assert Guide.objects.get().structure.questions[1].text == "Sûr ?"

    def test_saving_a_draft_says_what_leads_nowhere_turns_or_nobody_sees(self) -> None:
        service = make_service()
        editor = client_of(agent_of(service, Role.EDITOR))
        page = editor.post(url("add"), posted(service, LOOP), follow=True).content.decode()
        assert "tournent en rond" in page
        edit = url("edit", Guide.objects.get().pk)
        for nodes, said in (
            ([question("a", ("Oui", "absente"))], "ne mène nulle part"),
            ([*GOOD, outcome("y")], "personne ne verra cette étape"),
        ):
            page = editor.post(edit, posted(service, nodes), follow=True).content.decode()
            assert said in page
            assert "tournent en rond" not in page
        page = editor.post(edit, posted(service, GOOD), follow=True).content.decode()
        assert "personne ne verra" not in page

    def test_publishing_over_what_a_colleague_wrote_meanwhile_is_told_first(self) -> None:
        service = make_service()
        guide = make_guide(service=service)
        sent = posted(service, GOOD, **PUBLISH, loaded_revision_id=str(guide.latest_revision_id))
        head = client_of(agent_of(service, Role.HEAD))
        redraw(guide, [outcome("autre")])
        guide.save_revision()
        page = head.post(url("edit", guide.pk), sent)
        assert "pendant que vous l’écriviez" in page.content.decode()
        assert guide.versions.count() == 1
        latest = Guide.objects.get().latest_revision
        sent |= {
            "loaded_revision_id": str(latest.pk),
            "loaded_revision_created_at": latest.created_at.isoformat(),
        }
        assert head.post(url("edit", guide.pk), sent).status_code == 302
        assert guide.versions.count() == 2

    def test_what_was_saved_while_one_types_is_not_a_colleague_s(self) -> None:
        service = make_service()
        guide = make_guide(service=service)
        opened = guide.latest_revision
        loaded = {
            "loaded_revision_id": str(opened.pk),
            "loaded_revision_created_at": opened.created_at.isoformat(),
        }
        head = agent_of(service, Role.HEAD)
        redraw(guide, [outcome("brouillon")])
        guide.save_revision(user=head)
        sent = posted(service, GOOD, **PUBLISH, **loaded)
        assert client_of(head).post(url("edit", guide.pk), sent).status_code == 302
        assert guide.versions.count() == 2

    @pytest.mark.parametrize("moment", ["", "hier", "2026-02-31T10:00:00Z", "2026-11-29T10:00:00"])
    def test_a_form_that_does_not_say_when_it_was_opened_is_out_of_date(self, moment: str) -> None:
        service = make_service()
        guide = make_guide(service=service)
        head = agent_of(service, Role.HEAD)
        sent = posted(service, GOOD, **PUBLISH, loaded_revision_id="0")
        sent |= {"loaded_revision_created_at": moment}
        page = client_of(head).post(url("edit", guide.pk), sent).content.decode()
        assert "pendant que vous l’écriviez" in page

    def test_nobody_publishes_for_a_service_out_of_reach(self) -> None:
        own, other = make_service(), make_service()
        head = agent_of(own, Role.HEAD)
        page = client_of(head).post(url("add"), posted(other, GOOD, **PUBLISH))
        assert page.status_code == 200
        guide = make_guide(service=other, live=False)
        with pytest.raises(PermissionDenied):
            guide.publish(guide.latest_revision, user=head)

    @pytest.mark.parametrize("role", [Role.ADVISER, Role.OFFICER])
    def test_who_does_not_edit_writes_no_guide(self, role: Role) -> None:
        service = make_service()
        client = client_of(agent_of(service, role))
        assert client.get(url("list")).status_code != 200
        assert client.post(url("add"), posted(service, GOOD)).status_code != 200
        assert not Guide.objects.exists()

    @pytest.mark.parametrize("model", ["guide", "letterkind"])
    def test_rows_of_services_out_of_reach_can_neither_be_listed_nor_opened(
        self, model: str
    ) -> None:
        own, other = make_service(), make_service()
        make = make_guide if model == "guide" else make_letter
        mine, theirs = make(service=own, title="Le mien"), make(service=other, title="Le leur")
        client = client_of(agent_of(own, Role.ADMINISTRATOR))
        listed = client.get(url("list", model=model)).content.decode()
        assert ("Le mien" in listed, "Le leur" in listed) == (True, False)
        for name in ("edit", "delete", "history", "usage"):
            assert client.get(url(name, mine.pk, model=model)).status_code == 200, name
            assert client.get(url(name, theirs.pk, model=model)).status_code != 200, name


class TestPublishing:
    def test_a_version_is_frozen_once_and_again_when_something_changed(self) -> None:
        guide = make_guide()
        guide.save_revision().publish()
        assert guide.versions.count() == 1
        guide.title = "Autrement dit"
        redraw(guide, GOOD)
        guide.save_revision().publish()
        assert [len(version.nodes) for version in guide.versions.all()] == [4, 2]

    def test_what_is_published_owes_nothing_to_a_draft(self) -> None:
        guide = make_guide()
        redraw(guide, LOOP)
        guide.save_revision()
        assert guide.versions.last().structure.questions[0].key == "age"

    @pytest.mark.parametrize(
        ("nodes", "said"),
        [
            (LOOP, "tournent en rond"),
            ([outcome("x", procedure="absente")], "la démarche « absente », non publiée"),
            ([outcome("x", service="absent")], "au service « absent », qui n’existe plus"),
            ([outcome("x", partner="parti")], "au partenaire « parti », qui n’existe plus"),
            ([outcome("x", knowledge="perdue")], "à la fiche « perdue », non publiée"),
        ],
    )
    def test_every_way_of_publishing_is_refused(
        self, nodes: list[dict[str, Any]], said: str
    ) -> None:
        guide = make_guide(*nodes, live=False)
        with pytest.raises(ValidationError) as refused:
            guide.latest_revision.publish()
        assert said in " ".join(refused.value.messages).replace("\u00a0", " ")
        assert not Guide.objects.get().live

    def test_a_guide_that_would_make_another_too_long_is_refused_and_names_it(self) -> None:
        later = make_guide(*chain(3, "fin"), outcome("fin"), code="suite")
        first = make_guide(*chain(5, "@suite"), title="J’ai faim")
        make_guide(question("x", ("Oui", f"@{first.code}")), live=False)  # a draft asks nobody
        redraw(later, [*chain(4, "fin"), outcome("fin")])
        with pytest.raises(ValidationError) as refused:
            later.save_revision().publish()
        [said] = refused.value.messages
        assert "«\u00a0J’ai faim\u00a0»" in said
        assert "9 questions" in said
        redraw(later, [*chain(3, "fin"), outcome("fin", text="<p>Autre.</p>")])
        later.save_revision().publish()

    def test_the_address_of_letters_is_no_guides_code(self) -> None:
        with pytest.raises(ValidationError):
            make_guide(code="courrier")

    def test_an_end_leads_to_a_live_procedure(self) -> None:
        procedure = make_procedure(live=True)
        guide = make_guide(outcome("x", procedure=procedure.code, text=""))
        assert guide.live


class TestThePreview:
    def drawn(self, guide: Guide, mode: str, **sent: str) -> str:
        request = guide.make_preview_request(preview_mode=mode)
        assert request.status_code == 200
        return request.content.decode()

    def test_the_drawing_shows_every_way_and_what_forbids_publishing(self) -> None:
        page = self.drawn(make_guide(*LOOP, live=False), "dessin")
        assert "Es-tu là ?" in page
        assert "tournent en rond" in page

    def test_a_node_to_which_nothing_leads_is_warned_of(self) -> None:
        page = self.drawn(make_guide(outcome("x"), outcome("perdue"), live=False), "dessin")
        assert "Aucune réponse ne mène à «\u00a0Fin perdue\u00a0»" in page

    def test_the_try_begins_with_the_first_question(self) -> None:
        page = self.drawn(make_guide(live=False), "")
        assert "Question age ?" in page
        assert "chemin=25-ans-ou-plus" in page


def test_a_letter_with_a_delay_says_for_what() -> None:
    letter = make_letter(live=False, service=make_service())
    letter.delay = 2
    with pytest.raises(ValidationError):
        letter.save_revision().publish()
    assert not LetterKind.objects.get().live
