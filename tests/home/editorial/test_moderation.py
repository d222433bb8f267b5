"""An editor proposes a page; who covers its service decides, on what was read."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.models import Page, Workflow

from home.editorial import moderation
from home.models import ContentPage
from portal.accounts.models import User
from portal.directory.roles import Role
from tests.home.editorial import writing
from tests.home.editorial.test_rights import DECIDES, PEOPLE, _edit
from tests.home.editorial.writing import Town, agent, propose, signed_in, written_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return writing.build()


@pytest.fixture
def editor(town) -> User:
    return agent(town.waste, Role.EDITOR)


@pytest.fixture
def head(town) -> User:
    return agent(town.waste, Role.HEAD)


def test_every_page_goes_through_the_one_workflow(town) -> None:
    assert town.below.get_workflow() == Workflow.objects.get(name="Validation des pages")


class TestProposing:
    def test_an_editor_sends_a_draft_by_the_form_and_nothing_changes_online(
        self, town, editor, head
    ) -> None:
        path = reverse("wagtailadmin_pages:edit", args=[town.below.pk])
        signed_in(editor).post(path, _edit(town.below, **{"action-submit": "1"}))
        page = ContentPage.objects.get(pk=town.below.pk)
        proposal = moderation.waiting_proposal(page)
        assert proposal is not None
        assert proposal.proposed_by == editor
        assert page.title == "Tri"
        assert written_to(head) == ["Une page attend votre validation"]

    def test_the_nearest_heads_are_told_else_those_above_and_never_who_proposes(
        self, town, editor
    ) -> None:
        above, beside = agent(town.top, Role.HEAD), agent(town.culture, Role.HEAD)
        propose(town.below, editor, title="Neuf")
        assert written_to(above) == ["Une page attend votre validation"]
        assert written_to(beside) == []
        near = agent(town.culture, Role.ADMINISTRATOR)
        propose(town.other, beside, title="Neuf")
        assert written_to(beside) == []
        assert written_to(near) == []  # the head above comes before an administrator
        assert len(written_to(above)) == 2

    def test_what_waits_is_locked_to_those_who_write(self, town, editor, head) -> None:
        page = propose(town.below, editor, title="Neuf")
        assert page.get_lock().for_user(editor)
        assert not page.get_lock().for_user(head)
        path = reverse("wagtailadmin_pages:edit", args=[page.pk])
        signed_in(editor).post(path, _edit(page))
        assert page.get_latest_revision_as_object().title == "Neuf"

    def test_wagtail_s_own_ways_to_decide_are_closed(self, town, editor, head) -> None:
        page = propose(town.below, editor, title="Neuf")
        proposal = moderation.waiting_proposal(page)
        assert proposal.task.specific.get_actions(page, head) == []
        for who in (editor, head):
            for action in ("approve", "reject"):
                args = [page.pk, action, proposal.pk]
                path = reverse("wagtailadmin_pages:workflow_action", args=args)
                signed_in(who).post(path, {"comment": ""})
        assert moderation.waiting_proposal(Page.objects.get(pk=page.pk).specific) == proposal


class TestDeciding:
    def test_approving_publishes_what_was_read_and_tells_who_proposed(
        self, town, editor, head
    ) -> None:
        page = propose(town.below, editor, title="Neuf")
        moderation.approve(page, revision=page.latest_revision_id, by=head)
        assert ContentPage.objects.get(pk=page.pk).title == "Neuf"
        assert written_to(editor) == ["La page que vous avez proposée est validée"]

    def test_sending_back_wants_a_word_and_gives_the_draft_back(self, town, editor, head) -> None:
        page = propose(town.below, editor, title="Neuf")
        with pytest.raises(ValidationError, match="à revoir"):
            moderation.send_back(page, revision=page.latest_revision_id, by=head, comment=" ")
        moderation.send_back(page, revision=page.latest_revision_id, by=head, comment="Trop long")
        page = ContentPage.objects.get(pk=page.pk)
        assert page.title == "Tri"
        assert not (page.get_lock() and page.get_lock().for_user(editor))
        assert written_to(editor) == ["La page que vous avez proposée est à revoir"]
        again = propose(page, editor, title="Court")
        moderation.approve(again, revision=again.latest_revision_id, by=head)
        assert ContentPage.objects.get(pk=page.pk).title == "Court"

    def test_a_draft_changed_since_it_was_read_is_not_decided(self, town, editor, head) -> None:
        page = propose(town.below, editor, title="Neuf")
        read = page.latest_revision_id
        page.save_revision(user=head)
        page = ContentPage.objects.get(pk=page.pk)
        with pytest.raises(ValidationError, match="modifiée"):
            moderation.approve(page, revision=read, by=head)
        assert ContentPage.objects.get(pk=page.pk).title == "Tri"
        moderation.approve(page, revision=page.latest_revision_id, by=head)

    def test_nothing_is_decided_twice(self, town, editor, head) -> None:
        page = propose(town.below, editor, title="Neuf")
        moderation.approve(page, revision=page.latest_revision_id, by=head)
        with pytest.raises(ValidationError, match="n’attend plus"):
            moderation.approve(page, revision=page.latest_revision_id, by=head)

    def test_a_date_to_come_plans_the_publication(self, town, editor, head) -> None:
        page = propose(town.below, editor, title="Neuf", go_live_at="2030-01-01T10:00:00Z")
        page = moderation.approve(page, revision=page.latest_revision_id, by=head)
        assert (page.title, bool(page.approved_schedule)) == ("Tri", True)

    @pytest.mark.parametrize("name", PEOPLE)
    def test_who_decides_by_the_verb_and_by_the_page(self, town, editor, name) -> None:
        make, level = PEOPLE[name]
        who, page = make(town), propose(town.below, editor, title="Neuf")
        path = reverse("page_review", args=[page.pk])
        opened = signed_in(who).get(path).status_code
        given = {"revision": page.latest_revision_id, "comment": "", "approve": "1"}
        if level == DECIDES:
            assert opened == 200
            assert signed_in(who).post(path, given).status_code == 302
            assert ContentPage.objects.get(pk=page.pk).title == "Neuf"
            return
        assert opened in {302, 403}
        assert signed_in(who).post(path, given).status_code in {302, 403}
        for decide in (moderation.approve, moderation.send_back):
            with pytest.raises(PermissionDenied):
                decide(page, revision=page.latest_revision_id, by=who, comment="Non")
        assert ContentPage.objects.get(pk=page.pk).title == "Tri"

    def test_a_page_given_to_another_service_is_decided_by_who_covers_both(
        self, town, editor, head
    ) -> None:
        page = propose(town.page, editor, service=town.culture)
        revision = page.latest_revision_id
        for who in (head, agent(town.culture, Role.HEAD)):
            with pytest.raises(PermissionDenied):
                moderation.approve(page, revision=revision, by=who)
        moderation.approve(page, revision=revision, by=agent(town.top, Role.HEAD))


class TestPages:
    def test_the_head_compares_then_decides(self, town, editor, head) -> None:
        page = propose(town.below, editor, title="Le tri des déchets")
        client = signed_in(head)
        listed = client.get(reverse("pages_to_decide")).content.decode()
        assert "Le tri des déchets" in listed
        assert "1 page" in client.get("/admin/").content.decode()
        read = client.get(reverse("page_review", args=[page.pk])).content.decode()
        assert "Page tenue par" in read
        assert "addition" in read  # Wagtail's comparison
        given = {"revision": page.latest_revision_id, "comment": "", "send_back": "1"}
        refused = client.post(reverse("page_review", args=[page.pk]), given)
        assert "Dites ce qui est à revoir" in refused.content.decode()
        client.post(reverse("page_review", args=[page.pk]), given | {"comment": "Trop long"})
        page = ContentPage.objects.get(pk=page.pk)
        assert moderation.waiting_proposal(page) is None

    def test_a_page_on_which_nothing_waits_leads_to_its_form(self, town, head) -> None:
        found = signed_in(head).get(reverse("page_review", args=[town.below.pk]))
        assert found.url == reverse("wagtailadmin_pages:edit", args=[town.below.pk])

    def test_the_list_is_for_those_who_decide(self, town, editor) -> None:
        propose(town.below, editor, title="Neuf")
        assert signed_in(editor).get(reverse("pages_to_decide")).status_code in {302, 403}
        elsewhere = signed_in(agent(town.culture, Role.HEAD))
        assert "Neuf" not in elsewhere.get(reverse("pages_to_decide")).content.decode()

    def test_many_proposals_cost_what_few_do(self, town, editor, head, query_budget) -> None:
        client = signed_in(head)

        def more(count: int = 30) -> None:
            for _ in range(count):
                page = another_page(town)
                propose(page, editor, title="Neuf")

        more(3)
        query_budget(lambda: client.get(reverse("pages_to_decide")), more, at_most=45)


def another_page(town: Town) -> ContentPage:
    number = Page.objects.count()
    return writing.online(town.page, ContentPage(title="P", slug=f"p{number}"))
