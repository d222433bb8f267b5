"""Whether sheets serve: votes, counts, answers kept, reminders."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from home.knowledge.models import Day, KeptAnswer, KnowledgePage, Suggestion, Vote
from home.knowledge.tasks import forget_answers, remind_to_review
from home.knowledge.workflow import serving, sheets
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from tests.builders import make_agent, make_member, make_procedure, make_service
from tests.home.knowledge.builders import make_editor, make_sheet, values

pytestmark = pytest.mark.django_db


def test_kept_answers_go_once_they_are_settled_or_have_waited_a_year() -> None:
    sheet = make_sheet()
    old = timezone.now() - timedelta(days=31)
    common = {"title": "T", "text": "T", "service": sheet.service, "kept_on": old.date()}
    waiting = KeptAnswer.objects.create(**common)
    just_left_out = KeptAnswer.objects.create(**common, dropped_at=timezone.now())
    KeptAnswer.objects.create(**common, dropped_at=old)
    KeptAnswer.objects.create(**common, sheet=sheet)
    KeptAnswer.objects.create(**common | {"kept_on": old.date() - timedelta(days=335)})
    forget_answers()
    assert set(KeptAnswer.objects.all()) == {waiting, just_left_out}


class TestVotes:
    def test_one_per_agent_who_may_change_it(self) -> None:
        sheet, agent = make_sheet(), make_agent()
        serving.vote(sheet, by=agent, helped=True, act=uuid4())
        serving.vote(sheet, by=agent, helped=False, act=uuid4())
        serving.vote(sheet, by=make_agent(), helped=True, act=uuid4())
        assert Vote.objects.count() == 2
        [shown] = KnowledgePage.objects.with_figures(timezone.localdate())
        assert (shown.votes, shown.helped) == (2, 1)

    def test_a_word_with_a_no_is_a_proposal_once(self) -> None:
        sheet, agent, act = make_sheet(), make_agent(), uuid4()
        for _ in range(2):
            serving.vote(sheet, by=agent, helped=False, act=act, word="Et les délais ?")
        assert Suggestion.objects.get().words == "Et les délais ?"

    @pytest.mark.parametrize(("helped", "word"), [(True, "Merci"), (False, " ")])
    def test_no_other_vote_is_a_proposal(self, helped, word) -> None:
        serving.vote(make_sheet(), by=make_agent(), helped=helped, act=uuid4(), word=word)
        assert not Suggestion.objects.exists()


def test_consultations_are_counted_by_day_and_by_nobody() -> None:
    sheet = make_sheet()
    for day in ("2026-11-01", "2026-11-28", "2026-11-28"):
        with time_machine.travel(day, tick=False):
            serving.opened(sheet)
            serving.answered(sheet)
    assert list(Day.objects.order_by("day").values_list("opened", "answered")) == [(1, 1), (2, 2)]
    with time_machine.travel("2026-11-28", tick=False):
        since = timezone.localdate() - timedelta(days=7)
        assert KnowledgePage.objects.with_figures(since).get().opened == 2
    assert {field.name for field in Day._meta.fields} == {
        "id",
        "sheet",
        "day",
        "opened",
        "answered",
    }


class TestKeptAnswers:
    def keep(self, **fields) -> KeptAnswer:
        service = fields.pop("service", None) or make_service()
        given = {"act": uuid4(), "by": make_agent(), "title": "Délai", "text": "Deux mois."}
        procedure = fields.pop("procedure", None) or make_procedure(service=service)
        return serving.keep(**given | fields, procedure=procedure, service=service)

    def test_are_kept_once_and_lead_back_to_nobody(self) -> None:
        act = uuid4()
        assert self.keep(act=act) == self.keep(act=act)
        related = {
            field.related_model._meta.label
            for field in KeptAnswer._meta.fields
            if field.is_relation
        }
        assert related == {
            "procedures.Procedure",
            "directory.Service",
            "accounts.User",
            "knowledge.KnowledgePage",
        }

    def test_none_comes_from_a_confidential_procedure(self) -> None:
        with pytest.raises(ValidationError):
            self.keep(procedure=make_procedure(confidential=True))

    def test_wait_for_who_writes_until_a_sheet_is_made_or_they_are_dropped(self) -> None:
        service = make_service()
        answer, dropped = self.keep(service=service), self.keep(service=service)
        editor = make_editor(service)
        waiting = KeptAnswer.objects.waiting_for
        assert waiting(editor).count() == 2
        assert not waiting(make_editor(make_service())).exists()
        assert not waiting(make_member(service, Role.OFFICER)).exists()
        assert not serving.drop(dropped, by=make_agent())
        assert serving.drop(dropped, by=editor)
        assert not serving.drop(dropped, by=editor)
        sheet = sheets.create(act=uuid4(), by=editor, values=values(service), answer=answer)
        assert not waiting(editor).exists()
        answer.refresh_from_db()
        assert answer.sheet == sheet


class TestReminders:
    @pytest.fixture
    def overdue(self):
        def make(**fields) -> KnowledgePage:
            with time_machine.travel("2026-01-05", tick=False):
                return make_sheet(**fields)

        with time_machine.travel("2026-11-28", tick=False):
            yield make

    def recipients(self) -> list[str]:
        return sorted(OutboundMessage.objects.values_list("recipient", flat=True))

    def test_go_once_to_the_agent_who_keeps_it(self, overdue) -> None:
        service = make_service()
        keeper = make_editor(service)
        overdue(service=service, kept_by=keeper)
        make_sheet(service)
        remind_to_review()
        remind_to_review()
        assert self.recipients() == [keeper.email]

    def test_go_to_the_nearest_who_write_when_nobody_keeps_it(self, overdue) -> None:
        top = make_service()
        service = make_service(parent=top)
        boss = make_editor(top)
        gone = make_editor(service, is_active=False)
        overdue(service=service, by=boss, kept_by=gone)
        remind_to_review()
        assert self.recipients() == [boss.email]

    def test_start_again_after_the_next_date(self, overdue) -> None:
        sheet = overdue()
        remind_to_review()
        sheets.confirm(sheet, by=make_editor(sheet.service))
        with time_machine.travel("2027-11-28", tick=False):
            remind_to_review()
        assert len(self.recipients()) == 3  # the editor who wrote it twice, the other one once
