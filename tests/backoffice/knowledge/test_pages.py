"""What agents see and do on the pages of sheets and partners."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.knowledge.models import Day, KnowledgePage, Suggestion, Vote
from home.knowledge.workflow import sheets as workflow
from home.state_sheets.models import Sheet
from portal.directory.editorial import heads
from portal.directory.models import Role
from search.results.models import Searched
from tests.builders import make_agent, make_member, make_procedure, make_service
from tests.home.knowledge.builders import (
    make_editor,
    make_partner,
    make_sheet,
    make_suggestion,
    values,
)

pytestmark = pytest.mark.django_db
WRITERS = {Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR}
LIST = "/gestion/fiches/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = False


def signed(agent=None) -> Client:
    client = Client()
    client.force_login(agent or make_agent())
    return client


def text(client: Client, path: str, **asked: str) -> str:
    response = client.get(path, asked)
    assert response.status_code == 200, path
    return response.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ")


def typed(service, **fields) -> dict[str, object]:
    """What a browser would send."""
    all_of_them = values(service, **fields) | {"act": str(uuid4()), "kept_by": ""}
    return all_of_them | {"service": service.pk, "shared": "on"}


@pytest.mark.parametrize(
    "query", ["?demarche=%00", "?service=a%00", "?etat=F1%00", "?page_publique=%00", "?q=%00"]
)
def test_what_postgresql_cannot_read_breaks_no_list(query) -> None:
    client = signed()
    for path in (LIST, "/gestion/partenaires/", f"{LIST}proposer/"):
        assert client.get(path + query).status_code in {200, 404}
    assert client.get("/gestion/partenaires/?theme=%00").status_code == 200
    assert client.get(f"{LIST}proposer/?fiche=a%00").status_code == 404


class TestTheList:
    def test_finds_by_the_words_of_residents(self) -> None:
        make_sheet(title="RSA : qui y a droit", words="plus de travail")
        make_sheet(title="APA")
        page = text(signed(), LIST, q="travail")
        assert "RSA : qui y a droit" in page
        assert "APA" not in page

    def test_says_how_to_fill_a_gap(self) -> None:
        page = text(signed(), LIST, q="zzz")
        assert "Aucune fiche ne correspond" in page
        assert reverse("knowledge_propose") in page

    def test_narrows_to_what_a_sheet_is_about(self) -> None:
        procedure, service = make_procedure(), make_service()
        tied, other = make_sheet(title="Liée"), make_sheet(title="Autre")
        editor = make_editor(tied.service)
        home = KnowledgePage.objects.get(pk=other.pk).get_root().get_children().first()
        workflow.link(tied, by=editor, name="procedures", target=procedure)
        workflow.link(tied, by=editor, name="services", target=service)
        workflow.link(tied, by=editor, name="pages", target=home)
        workflow.cite(tied, by=editor, codes=["F12", "F123"])
        client = signed()
        for asked in (
            {"demarche": procedure.code},
            {"service": service.code},
            {"page_publique": str(home.pk)},
            {"etat": "F12"},
        ):
            page = text(client, LIST, **asked)
            assert "Liée" in page, asked
            assert "Autre" not in page, asked
        assert "Liée" not in text(client, LIST, etat="F1")

    @pytest.mark.parametrize(
        "query",
        ["?demarche=zzz", "?service=zzz", "?page_publique=x", "?page_publique=99999999999",
         "?etat=%00", "?q=" + "a" * 999, "?page=x", "?relire=2"],
    )  # fmt: skip
    def test_takes_any_address(self, query: str) -> None:
        make_sheet()
        assert signed().get(LIST + query).status_code in {200, 404}

    def test_costs_the_same_with_fifty_sheets(self, query_budget) -> None:
        service = make_service()
        editor = make_editor(service)
        client = signed(editor)

        def more(number: int) -> None:
            for _ in range(number):
                make_sheet(service, by=editor)
            client.get(LIST, {"q": "fiche"})  # what is cached a while is read again

        more(5)
        query_budget(lambda: client.get(LIST, {"q": "fiche"}), lambda: more(45), at_most=12)

    def test_shows_only_what_is_to_be_read_again(self) -> None:
        with time_machine.travel("2026-01-05", tick=False):
            make_sheet(title="Ancienne")
        with time_machine.travel("2026-11-28", tick=False):
            make_sheet(title="Récente")
            page = text(signed(), LIST, relire="1")
            assert "Ancienne" in page
            assert "Récente" not in page


class TestASheet:
    def test_says_the_essential_and_who_keeps_it(self) -> None:
        keeper = make_agent(first_name="Inès", last_name="Danel")
        sheet = make_sheet(
            make_service("RSA et insertion"),
            in_short="Tout de suite la CAF.",
            steps="Un\nDeux",
            traps="Moins de 25 ans",
            sources="Service-Public https://www.service-public.fr/",
            kept_by=keeper,
        )
        page = text(signed(), sheet.get_absolute_url())
        for said in (
            "Tout de suite la CAF.",
            "<li>Deux</li>",
            "Moins de 25 ans",
            'href="https://www.service-public.fr/"',
            "Inès Danel",
            "RSA et insertion",
        ):
            assert said in page

    def test_escapes_what_was_typed(self) -> None:
        sheet = make_sheet(**dict.fromkeys(("say", "steps", "traps", "in_short"), "<script>x"))
        assert "<script>x" not in text(signed(), sheet.get_absolute_url())

    def test_counts_openings_not_heads(self) -> None:
        sheet, client = make_sheet(), signed()
        client.get(sheet.get_absolute_url())
        client.head(sheet.get_absolute_url())
        assert Day.objects.get().opened == 1

    def test_that_is_overdue_says_so_until_it_is_confirmed(self) -> None:
        with time_machine.travel("2026-01-05", tick=False):
            sheet = make_sheet()
        with time_machine.travel("2026-11-28", tick=False):
            client = signed(make_editor(sheet.service))
            assert "devait être relue" in text(client, sheet.get_absolute_url())
            client.post(reverse("knowledge_confirm", args=[sheet.slug]))
            assert "devait être relue" not in text(client, sheet.get_absolute_url())

    def test_of_another_organisation_or_withdrawn_is_not_found(self) -> None:
        own, gone = make_sheet(shared=False), make_sheet()
        workflow.withdraw(gone, by=make_editor(gone.service))
        client = signed(make_editor(make_service()))
        for sheet in (own, gone):
            assert client.get(sheet.get_absolute_url()).status_code == 404
            vote = client.post(reverse("knowledge_vote", args=[sheet.slug]), {"helped": "oui"})
            assert vote.status_code == 404
            asked = {"fiche": sheet.slug}
            assert client.get(reverse("knowledge_propose"), asked).status_code == 404

    def test_shows_what_it_leads_to_and_hides_what_one_may_not_read(self) -> None:
        sheet, partner = make_sheet(), make_partner(name="CAF de la Scarpe")
        editor = make_editor(sheet.service)
        hidden = make_sheet(title="Pour eux seuls", shared=False)
        workflow.link(sheet, by=editor, name="partners", target=partner)
        workflow.link(sheet, by=editor, name="see_also", target=hidden)
        page = text(signed(), sheet.get_absolute_url())
        assert partner.get_absolute_url() in page
        assert "Pour eux seuls" not in page
        assert sheet.title in text(signed(), partner.get_absolute_url())

    def test_costs_the_same_whatever_it_leads_to(self, query_budget) -> None:
        sheet = make_sheet()
        editor = make_editor(sheet.service)
        client = signed(editor)

        def more(number: int) -> None:
            for _ in range(number):
                for name, target in (
                    ("partners", make_partner()),
                    ("see_also", make_sheet(sheet.service, by=editor)),
                    ("services", make_service()),
                    ("procedures", make_procedure()),
                ):
                    workflow.link(sheet, by=editor, name=name, target=target)
            client.get(sheet.get_absolute_url())  # what is cached a while is read again

        more(1)
        query_budget(lambda: client.get(sheet.get_absolute_url()), lambda: more(5), at_most=28)


class TestAVote:
    def test_is_cast_and_changed(self) -> None:
        sheet, client = make_sheet(), signed()
        url = reverse("knowledge_vote", args=[sheet.slug])
        for said in ("oui", "non"):
            client.post(url, {"helped": said, "act": str(uuid4()), "word": ""})
        assert not Vote.objects.get().helped
        assert "Vous avez répondu non" in text(client, sheet.get_absolute_url())

    def test_with_a_word_reaches_the_service(self) -> None:
        sheet = make_sheet()
        said = {"helped": "non", "act": str(uuid4()), "word": "Le numéro est faux."}
        signed().post(reverse("knowledge_vote", args=[sheet.slug]), said)
        editor = signed(make_editor(sheet.service))
        page = text(editor, Suggestion.objects.get().get_absolute_url())
        assert "Le numéro est faux." in page

    @pytest.mark.parametrize(
        "said", [{}, {"helped": "x"}, {"helped": "non", "act": "x", "word": "Gardé"}]
    )
    def test_that_says_nothing_is_refused_and_what_was_typed_kept(self, said) -> None:
        sheet = make_sheet()
        response = signed().post(reverse("knowledge_vote", args=[sheet.slug]), said)
        assert response.status_code == 400
        assert said.get("word", "") in response.content.decode()
        assert not Vote.objects.exists()


class TestWritingPages:
    @pytest.mark.parametrize("role", [*Role])
    def test_open_for_those_who_write(self, role) -> None:
        sheet = make_sheet()
        client = signed(make_member(sheet.service, role))
        for name, args in (
            ("knowledge_new", []),
            ("knowledge_edit", [sheet.slug]),
            ("knowledge_ties", [sheet.slug]),
            ("knowledge_suggestions", []),
            ("kept_answers", []),
            ("unanswered_searches", []),
        ):
            response = client.get(reverse(name, args=args))
            assert response.status_code == (200 if role in WRITERS else 403), name
        page = text(client, sheet.get_absolute_url())
        assert ("Modifier" in page) == (role in WRITERS)
        assert "Proposer une correction" in page

    def test_tell_what_agents_searched_in_vain(self) -> None:
        today = timezone.localdate()
        for words, staff, found in (
            ("garde alternée", True, 0),
            ("cantine", True, 3),
            ("trottinette", False, 0),
            ("", True, 0),  # too few have typed it
        ):
            Searched.objects.create(
                digest=f"{words}{staff}", words=words, staff=staff, found=found, first_on=today,
                last_on=today,
            )  # fmt: skip
        page = text(signed(make_editor(make_service())), reverse("unanswered_searches"))
        assert "/gestion/fiches/nouvelle/?titre=garde+altern%C3%A9e" in page
        assert "cantine" not in page
        assert "trottinette" not in page

    def test_are_closed_to_writers_of_other_services(self) -> None:
        sheet = make_sheet()
        client = signed(make_editor(make_service()))
        for name in ("knowledge_edit", "knowledge_ties"):
            assert client.get(reverse(name, args=[sheet.slug])).status_code == 403
        for name in ("knowledge_confirm", "knowledge_withdraw", "knowledge_untie"):
            assert client.post(reverse(name, args=[sheet.slug])).status_code == 403

    def test_a_sheet_is_made_once(self) -> None:
        service = make_service()
        client, form = signed(make_editor(service)), typed(service, title="RSA")
        for _ in range(2):
            response = client.post(reverse("knowledge_new"), form)
            assert response.headers["Location"] == "/gestion/fiches/rsa/"
        assert KnowledgePage.objects.count() == 1

    @pytest.mark.parametrize(
        "fields",
        [{"title": ""}, {"in_short": ""}, {"in_short": "x" * 601}, {"service": "0"},
         {"review_months": "7"}, {"title": "Propositions"}],
    )  # fmt: skip
    def test_a_mistake_keeps_what_was_typed(self, fields) -> None:
        service = make_service()
        form = typed(service, say="Ne perdez pas ceci") | fields
        response = signed(make_editor(service)).post(reverse("knowledge_new"), form)
        assert response.status_code == 400
        assert "Ne perdez pas ceci" in response.content.decode()
        assert not KnowledgePage.objects.exists()

    def test_who_comes_second_is_told_and_keeps_what_they_typed(self) -> None:
        sheet = make_sheet()
        editor = make_editor(sheet.service)
        client, seen = signed(editor), sheet.latest_revision_id
        workflow.write(sheet, by=editor, seen=seen, values=values(sheet.service, say="Premier"))
        form = typed(sheet.service, say="Second") | {"seen": seen}
        response = client.post(reverse("knowledge_edit", args=[sheet.slug]), form)
        assert response.status_code == 400
        page = response.content.decode()
        assert "modifié cette fiche" in page
        assert "Second" in page
        assert KnowledgePage.objects.get().say == "Premier"

    def test_links_are_added_and_removed(self) -> None:
        sheet, partner = make_sheet(), make_partner()
        Sheet.objects.create(
            code="F1234",
            audience="particuliers",
            kind="Fiche",
            title="RSA",
            changed_at=timezone.now(),
        )
        client = signed(make_editor(sheet.service))
        add = reverse("knowledge_ties", args=[sheet.slug])
        remove = reverse("knowledge_untie", args=[sheet.slug])
        client.post(add, {"lien": f"partner:{partner.pk}"})
        client.post(add, {"etat": "f1234"})
        fresh = KnowledgePage.objects.get()
        assert (list(fresh.partners.all()), fresh.codes) == ([partner], ["F1234"])
        client.post(remove, {"lien": f"partner:{partner.pk}"})
        client.post(remove, {"lien": "etat:F1234"})
        fresh = KnowledgePage.objects.get()
        assert (list(fresh.partners.all()), fresh.codes) == ([], [])

    def test_what_is_no_longer_offered_is_taken_off_all_the_same(self) -> None:
        sheet, gone = make_sheet(), make_service()
        editor = make_editor(sheet.service)
        workflow.link(sheet, by=editor, name="services", target=gone)
        type(gone).objects.filter(pk=gone.pk).update(active=False)
        remove = reverse("knowledge_untie", args=[sheet.slug])
        signed(editor).post(remove, {"lien": f"service:{gone.pk}"})
        assert not KnowledgePage.objects.get().services.exists()

    def test_a_draft_left_by_a_colleague_is_read_and_not_put_aside(self) -> None:
        sheet = make_sheet()
        client = signed(make_editor(sheet.service))
        draft = sheet.get_latest_revision_as_object()
        draft.in_short = "Le plafond a doublé."
        revision = draft.save_revision()
        page = text(client, reverse("knowledge_edit", args=[sheet.slug]))
        assert "Le plafond a doublé." in page
        partner = f"partner:{make_partner().pk}"
        told = client.post(reverse("knowledge_ties", args=[sheet.slug]), {"lien": partner})
        assert "Un brouillon de cette fiche" in told.content.decode()
        assert KnowledgePage.objects.get().latest_revision_id == revision.pk

    @pytest.mark.parametrize(
        "said",
        [{}, {"lien": "partner:999"}, {"lien": "zzz:1"}, {"lien": "partner:١"},
         {"etat": "F9999"}, {"etat": "<b>"}],
    )  # fmt: skip
    def test_a_link_to_nothing_is_refused(self, said) -> None:
        sheet = make_sheet()
        client = signed(make_editor(sheet.service))
        url = reverse("knowledge_ties", args=[sheet.slug])
        assert client.post(url, said).status_code == 400
        assert sheet.revisions.count() == 1


class TestProposing:
    def test_a_correction_takes_one_field(self) -> None:
        sheet, client = make_sheet(), signed()
        url = f"{reverse('knowledge_propose')}?fiche={sheet.slug}"
        form = {"act": str(uuid4()), "words": "Le délai est de deux mois."}
        for _ in range(2):
            assert client.post(url, form).headers["Location"] == sheet.get_absolute_url()
        assert Suggestion.objects.get().sheet == sheet
        assert sheet.title in text(client, reverse("my_suggestions"))

    def test_a_new_sheet_goes_to_the_service_that_knows(self) -> None:
        service, client = make_service(), signed()
        url = reverse("knowledge_propose")
        form = {"act": str(uuid4()), "title": "PUMA", "words": "", "service": service.pk}
        refused = client.post(url, form)
        assert refused.status_code == 400
        assert "PUMA" in refused.content.decode()
        client.post(url, form | {"words": "On me la demande souvent."})
        assert Suggestion.objects.get().service == service
        assert "PUMA" in text(signed(make_editor(service)), reverse("knowledge_suggestions"))

    def test_the_queue_holds_what_one_decides_on(self) -> None:
        mine, other = make_suggestion(), make_suggestion()
        editor = make_editor(mine.service)
        page = text(signed(editor), reverse("knowledge_suggestions"))
        assert mine.title in page
        assert other.get_absolute_url() not in page
        assert signed(editor).get(other.get_absolute_url()).status_code == 404

    def test_the_queue_costs_the_same_with_fifty(self, query_budget) -> None:
        sheet = make_sheet()
        client = signed(make_editor(sheet.service))

        def more(number: int) -> None:
            for _ in range(number):
                make_suggestion(sheet)
            client.get(url)  # what is cached a while is read again

        url = reverse("knowledge_suggestions")
        more(5)
        query_budget(lambda: client.get(url), lambda: more(45), at_most=12)

    def test_whoever_proposed_reads_the_answer_and_decides_nothing(self) -> None:
        adviser = make_agent()
        suggestion = make_suggestion(make_sheet(), by=adviser)
        client = signed(adviser)
        assert "Ne pas retenir" not in text(client, suggestion.get_absolute_url())
        for name in ("knowledge_take", "knowledge_release", "knowledge_refuse"):
            said = {"version": "0", "answer": "non"}
            assert client.post(reverse(name, args=[suggestion.pk]), said).status_code == 403
        editor = signed(make_editor(suggestion.service))
        said = {"version": "0", "answer": "C’est dit plus bas."}
        editor.post(reverse("knowledge_refuse", args=[suggestion.pk]), said)
        assert "C’est dit plus bas." in text(client, suggestion.get_absolute_url())

    def test_who_comes_second_is_told_and_their_answer_kept(self) -> None:
        suggestion = make_suggestion()
        first, second = (signed(make_editor(suggestion.service)) for _ in range(2))
        take = reverse("knowledge_take", args=[suggestion.pk])
        assert "modifier" in first.post(take, {"version": "0"}).headers["Location"]
        response = second.post(take, {"version": "0"}, follow=True)
        assert "a changé entre-temps" in response.content.decode()
        refuse = reverse("knowledge_refuse", args=[suggestion.pk])
        response = second.post(refuse, {"version": "0", "answer": "Gardez mes mots"})
        assert response.status_code == 409
        assert Suggestion.objects.get().is_waiting

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
    def test_a_version_that_is_none_changes_nothing(self, version) -> None:
        suggestion = make_suggestion()
        client = signed(make_editor(suggestion.service))
        for name, status in (("knowledge_take", 404), ("knowledge_refuse", 400)):
            url = reverse(name, args=[suggestion.pk])
            said = {"version": version, "answer": "non"}
            assert client.post(url, said).status_code == status
        assert Suggestion.objects.get().version == 0

    def test_taken_then_written_it_is_done_even_clicked_twice(self) -> None:
        suggestion = make_suggestion(words="Deux mois, pas trois.")
        sheet = suggestion.sheet
        client = signed(make_editor(sheet.service))
        take = client.post(reverse("knowledge_take", args=[suggestion.pk]), {"version": "0"})
        edit = take.headers["Location"]
        assert "Deux mois, pas trois." in text(client, edit)
        form = typed(sheet.service, say="Deux mois") | {"seen": sheet.latest_revision_id}
        for _ in range(2):
            assert client.post(edit, form).headers["Location"].startswith(LIST)
        assert sheet.revisions.count() == 2
        assert Suggestion.objects.get().state == "done"


class TestPartners:
    def test_are_found_by_what_they_do(self) -> None:
        make_partner(name="CAF", skills="Aide au logement (APL)")
        make_partner(name="Mission locale")
        page = text(signed(), reverse("partners"), q="APL")
        assert "CAF" in page
        assert "Mission locale" not in page

    def test_show_how_to_reach_them(self) -> None:
        partner = make_partner(phone="+33332300000", staff_line="03 21 99 00 00", hours="Le matin")
        page = text(signed(), partner.get_absolute_url())
        assert "Le matin" in page
        assert "À ne pas donner au public" in page

    @pytest.mark.parametrize("role", [*Role])
    def test_are_changed_by_those_who_write_for_their_service(self, role) -> None:
        service = make_service()
        own, free = make_partner(service=service), make_partner()
        other = make_partner(service=make_service())
        agent = make_member(service, role)
        agent.groups.add(heads())
        client = signed(agent)
        for partner, may in ((own, True), (free, True), (other, False)):
            url = reverse("knowledge_partner_modeladmin_edit", args=[partner.pk])
            opens = client.get(url).status_code == 200
            assert opens == (may and role in WRITERS), partner
            shown = url in text(client, partner.get_absolute_url())
            assert shown == (may and role in WRITERS)
