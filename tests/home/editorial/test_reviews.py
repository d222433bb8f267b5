"""Pages are read again: dated, reminded once, said to be still true in one click."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, Revision

from home.editorial import reviews
from home.editorial.models import Upkeep
from home.editorial.tasks import look_at_what_was_published, remind
from home.models import ContentPage
from portal.directory.roles import Role
from tests.home.editorial import writing
from tests.home.editorial.test_rights import PEOPLE
from tests.home.editorial.writing import Town, agent, signed_in, written_to
from tests.home.knowledge.builders import make_sheet

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
SUBJECT = "Une page est à relire"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as moving:
        yield moving


@pytest.fixture
def town(clock) -> Town:
    built = writing.build()
    look_at_what_was_published()
    return built


def due(page: Page) -> date | None:
    return Upkeep.objects.get(page=page.pk).review_by


class TestDates:
    def test_a_page_that_is_published_is_to_be_read_again_a_year_later(self, town) -> None:
        assert due(town.below) == date(2027, 11, 23)

    def test_what_was_seen_is_not_looked_at_again(self, town, django_assert_num_queries) -> None:
        assert list(reviews.unseen()) == []

    def test_publishing_again_moves_the_date_on(self, town, clock) -> None:
        clock.shift(timedelta(days=30))
        town.below.save_revision().publish()
        look_at_what_was_published()
        assert due(town.below) == date(2027, 12, 23)
        assert due(town.page) == date(2027, 11, 23)

    def test_a_draft_and_a_page_out_of_any_site_have_none(self, town) -> None:
        draft = town.page.add_child(instance=ContentPage(title="B", slug="b", live=False))
        outside = Page.objects.get(depth=1).add_child(instance=ContentPage(title="C", slug="c"))
        look_at_what_was_published()
        assert not Upkeep.objects.filter(page__in=[draft.pk, outside.pk]).exists()

    def test_a_page_of_which_the_period_is_nought_is_never_reminded(self, town) -> None:
        Upkeep.objects.filter(page=town.below).update(months=0)
        head = agent(town.waste, Role.HEAD)
        reviews.still_true(town.below, by=head)
        assert due(town.below) is None


class TestReminders:
    def test_what_comes_after_the_e_mail_of_the_day_is_told_the_day_after(
        self, town, clock
    ) -> None:
        head = agent(town.waste, Role.HEAD)
        for page in (town.below, town.page):
            Upkeep.objects.filter(page=page).update(review_by=date(2026, 11, 25))
            remind()
            assert len(written_to(head)) == 1
        clock.shift(timedelta(days=1))
        remind()
        assert len(written_to(head)) == 2

    def days_of_mail(self, clock, who) -> list[int]:
        """On which days before (or after) the date the person was written to, in one month."""
        found = []
        for day in range(-20, 10):
            clock.move_to(datetime(2027, 11, 23, 9, tzinfo=UTC) + timedelta(days=day))
            before = len(written_to(who))
            remind()
            remind()
            if len(written_to(who)) > before:
                found.append(day)
        return found

    def test_once_before_and_once_at_the_date(self, town, clock) -> None:
        editor, head = agent(town.waste, Role.EDITOR), agent(town.waste, Role.HEAD)
        Upkeep.objects.exclude(page=town.below).update(review_by=None)
        assert self.days_of_mail(clock, editor) == [-14, 0]
        assert written_to(head) == [SUBJECT, SUBJECT]

    def test_those_of_another_service_are_not_told(self, town, clock) -> None:
        other = agent(town.culture, Role.EDITOR)
        Upkeep.objects.exclude(page=town.below).update(review_by=None)
        assert self.days_of_mail(clock, other) == []

    def test_where_a_service_has_nobody_the_one_above_is_told(self, town, clock) -> None:
        above = agent(town.top, Role.ADMINISTRATOR)
        Upkeep.objects.exclude(page=town.below).update(review_by=None)
        assert self.days_of_mail(clock, above) == [-14, 0]

    def test_several_pages_make_one_e_mail(self, town, clock) -> None:
        editor = agent(town.waste, Role.EDITOR)
        clock.move_to(datetime(2027, 11, 23, 9, tzinfo=UTC))
        remind()
        assert written_to(editor) == ["Des pages sont à relire"]

    def test_a_page_said_true_after_the_warning_is_not_reminded_at_the_old_date(
        self, town, clock
    ) -> None:
        editor = agent(town.waste, Role.EDITOR)
        Upkeep.objects.exclude(page=town.below).update(review_by=None)
        clock.move_to(datetime(2027, 11, 10, 9, tzinfo=UTC))
        remind()
        reviews.still_true(town.below, by=editor)
        assert self.days_of_mail(clock, editor) == []


class TestStillTrue:
    def test_it_moves_the_date_writes_the_journal_and_touches_nothing_else(
        self, town, clock
    ) -> None:
        editor = agent(town.waste, Role.EDITOR)
        clock.shift(timedelta(days=300))
        before = Page.objects.values().get(pk=town.below.pk), Revision.objects.count()
        path = reverse("page_still_true", args=[town.below.pk])
        answer = signed_in(editor).post(path, follow=True)
        assert "toujours vraie" in answer.content.decode()
        assert (Page.objects.values().get(pk=town.below.pk), Revision.objects.count()) == before
        assert due(town.below) == date(2028, 9, 19)
        entry = PageLogEntry.objects.get(page=town.below.pk, action=reviews.ACTION)
        assert entry.user == editor

    @pytest.mark.parametrize("name", PEOPLE)
    def test_only_those_who_may_change_the_page_say_so(self, town, name) -> None:
        make, level = PEOPLE[name]
        before = due(town.below)
        client = signed_in(make(town))
        for name_of_view in ("page_still_true", "page_upkeep"):
            path = reverse(name_of_view, args=[town.below.pk])
            client.post(path, {"months": 6, "review_by": "2027-01-01"})
        assert (due(town.below) != before) == bool(level)

    def test_an_internal_sheet_has_its_own_review(self, town) -> None:
        editor = agent(town.waste, Role.EDITOR)
        sheet = make_sheet(town.waste)
        for name in ("page_still_true", "page_upkeep"):
            path = reverse(name, args=[sheet.pk])
            sent = {"months": 6, "review_by": "2027-01-01"}
            assert signed_in(editor).post(path, sent).status_code == 404
        assert not Upkeep.objects.filter(page=sheet.pk).exists()

    def test_a_get_says_nothing(self, town) -> None:
        client = signed_in(agent(town.waste, Role.EDITOR))
        assert client.get(reverse("page_still_true", args=[town.below.pk])).status_code == 405


class TestPages:
    def test_the_list_shows_ones_own_services_first(self, town) -> None:
        Upkeep.objects.filter(page=town.page).update(review_by=date(2030, 1, 1))
        Upkeep.objects.filter(page=town.below).update(review_by=date(2030, 1, 1))
        above = agent(town.top, Role.HEAD)
        page = signed_in(above).get(reverse("pages_to_read")).content.decode()
        assert page.index("Culture") < page.index("Tri")
        own = signed_in(agent(town.waste, Role.EDITOR)).get(reverse("pages_to_read"))
        assert "Culture" not in own.content.decode()
        assert "Page de votre service" in own.content.decode()

    def test_the_date_and_the_period_of_a_page_are_changed(self, town) -> None:
        client = signed_in(agent(town.waste, Role.EDITOR))
        path = reverse("page_upkeep", args=[town.below.pk])
        assert client.get(path).status_code == 200
        client.post(path, {"months": "6", "review_by": "2027-01-05"})
        assert due(town.below) == date(2027, 1, 5)
        refused = client.post(path, {"months": "600", "review_by": "n’importe quoi"})
        assert refused.status_code == 200
        assert due(town.below) == date(2027, 1, 5)

    def test_many_pages_cost_what_few_do(self, town, query_budget) -> None:
        client = signed_in(agent(town.waste, Role.EDITOR))

        def more() -> None:
            for number in range(30):
                page = ContentPage(title="P", slug=f"p{number}")
                Upkeep.objects.create(
                    page=town.page.add_child(instance=page), review_by=date(2027, 1, 1)
                )

        query_budget(lambda: client.get(reverse("pages_to_read")), more, at_most=45)
