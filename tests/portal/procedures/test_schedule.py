"""Publishing and withdrawing at the hour that was planned."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from portal.directory.models import Service
from portal.directory.roles import Role
from portal.procedures import schedule
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.models import Procedure, RefusedPublication
from portal.procedures.waiting import planned_for, refused_for
from portal.tasks import periodic
from portal.tasks.models import PeriodicJob
from portal.tasks.ticking import tick
from tests.portal.procedures.factories import a_procedure, a_service, an_agent
from tests.portal.procedures.moderating import a_draft, change, head_of, written_to
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db
REFUSED = "Une publication prévue n’a pas eu lieu"
LATER = timedelta(days=2)


@pytest.fixture
def service():
    return a_service()


@pytest.fixture
def head(service):
    return head_of(service)


def planned(head, code: str = "nid-de-poule", **more) -> Procedure:
    """A change that the head planned in two days."""
    draft = a_draft(code=code, go_live_at=timezone.now() + LATER, **more)
    draft.latest_revision.publish(user=head)
    return Procedure.objects.get(pk=draft.pk)


def title_of(procedure: Procedure) -> str:
    return Procedure.objects.get(pk=procedure.pk).title


def in_time() -> None:
    schedule.keep(timezone.now() + LATER)


def test_what_is_planned_waits_for_its_hour_then_is_published_once(head):
    procedure = planned(head)
    schedule.keep(timezone.now())
    assert title_of(procedure) == "Signaler un nid-de-poule"
    assert planned_for(head).count() == 1

    Revision.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now()
    )
    change_dates(procedure)
    schedule.keep(timezone.now())
    published = Procedure.objects.get(pk=procedure.pk)
    assert published.title == "Signaler un trou"
    first = published.last_published_at
    schedule.keep(timezone.now())
    assert Procedure.objects.get(pk=procedure.pk).last_published_at == first
    assert not planned_for(head).exists()
    assert written_to(head) == []


def change_dates(procedure: Procedure) -> None:
    """As if two days had passed: what the revision says of its dates, and when it is due."""
    for revision in Revision.objects.filter(object_id=str(procedure.pk)):
        for name in ("go_live_at", "expire_at"):
            if revision.content.get(name):
                revision.content[name] = (timezone.now() - timedelta(minutes=1)).isoformat()
        revision.save()
    Revision.objects.filter(approved_go_live_at__isnull=False, object_id=str(procedure.pk)).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )


def test_a_service_closed_meanwhile_refuses_and_says_so_once(head, service):
    planner = an_agent(service, Role.ADMINISTRATOR)
    procedure = planned(planner)
    Service.objects.filter(pk=service.pk).update(active=False)
    for _ in range(2):
        in_time()
    assert title_of(procedure) == "Signaler un nid-de-poule"
    assert written_to(head) == written_to(planner) == [REFUSED]
    refused = refused_for(head).get()
    assert "n’est plus en activité" in refused.reasons[0]
    assert not planned_for(head).exists()
    assert mail.outbox == []

    change(procedure, title="Reprise en main")
    assert not refused_for(head).exists()


def test_one_bad_row_does_not_stop_the_others(head):
    broken, unreadable = planned(head), planned(head, code="encombrant")
    good = planned(head, code="banc")
    taken = Procedure.objects.get(pk=broken.pk).latest_revision
    a_procedure("pris")
    taken.content["code"] = "pris"
    taken.save()
    spoilt = Procedure.objects.get(pk=unreadable.pk).latest_revision
    spoilt.content["theme"] = 999_999
    spoilt.save()
    change_dates(good)
    in_time()
    assert title_of(good) == "Signaler un trou"
    assert title_of(broken) == title_of(unreadable) == "Signaler un nid-de-poule"
    assert RefusedPublication.objects.count() == 2
    assert written_to(head) == [REFUSED, REFUSED]


def test_an_expired_procedure_leaves_the_catalogue_and_says_so_at_its_address(client):
    procedure = a_procedure()
    Procedure.objects.filter(pk=procedure.pk).update(expire_at=timezone.now())
    schedule.keep(timezone.now())
    expired = Procedure.objects.get(pk=procedure.pk)
    assert (expired.live, expired.expired, expired.state) == (False, True, "Expirée")
    page = client.get(procedure.get_absolute_url())
    assert page.status_code == 410
    assert "n’est plus proposée" in page.content.decode()
    assert procedure.title not in client.get(reverse("catalogue")).content.decode()
    assert client.post(reverse("start", args=[procedure.code])).status_code == 404


def test_an_end_does_not_undo_a_publication_planned_after_it(head):
    procedure = planned(head)
    Procedure.objects.filter(pk=procedure.pk).update(expire_at=timezone.now())
    schedule.keep(timezone.now())
    assert not Procedure.objects.get(pk=procedure.pk).live
    assert planned_for(head).count() == 1
    change_dates(procedure)
    schedule.keep(timezone.now())
    again = Procedure.objects.get(pk=procedure.pk)
    assert (again.live, again.expired) == (True, False)


def test_an_end_in_the_past_is_refused_and_the_catch_all_has_none(head, service):
    draft = a_draft(expire_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Exception, match="La date de fin est passée"):
        draft.latest_revision.publish(user=head)
    catch_all = ensure_catch_all(service)
    revision = change(catch_all, expire_at=timezone.now() + LATER)
    with pytest.raises(Exception, match="reste toujours publiée"):
        revision.publish()
    Procedure.objects.filter(pk=catch_all.pk).update(expire_at=timezone.now())
    schedule.keep(timezone.now())
    assert Procedure.objects.get(pk=catch_all.pk).live


def test_the_tick_publishes(head):
    procedure = planned(head)
    change_dates(procedure)
    PeriodicJob.objects.update(started_at=timezone.now())
    PeriodicJob.objects.filter(name="procedures.schedule").delete()
    assert "procedures.schedule" in tick()
    assert periodic.registry["procedures.schedule"].every <= timedelta(minutes=5)
    run_tasks()
    assert title_of(procedure) == "Signaler un trou"
