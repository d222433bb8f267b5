"""What workers do about payments: act on notifications, send refunds, ask what nobody told."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from payments import books, reconciliation
from payments.gateways.base import GatewayError
from payments.importing import tasks as importing_tasks
from payments.models import Invoice, Notification, Payment, Refund, Regie
from payments.signals import payment_confirmed
from payments.workflow import (
    charging,
    confirming,
    consulting,
    notified,
    receipting,
    refunding,
    reminding,
)
from portal.tasks import periodic
from portal.tasks.retry import retrying

MOST_AT_ONCE = 200
LEFT = timedelta(days=2)  # after which no task of a notification tries again
SOON = 40  # before mail and papers: somebody waits for the page that says « payé »
LAST_MIDNIGHT = ZoneInfo("Etc/GMT+12")  # where a day ends last
forget_imports = importing_tasks.forget_imports  # registered by being imported


@task(priority=SOON)
@retrying(during=timedelta(days=2), on=Exception)
def act_on_notification(row_id: int) -> None:
    """Do what a stored notification says; a second run finds it done."""
    notified.act(Notification.objects.select_related("regie__organisation").get(pk=row_id))


@task
@retrying(during=timedelta(days=2), on=GatewayError)
def send_refund(refund_id: int) -> None:
    """Tell the provider to give back what was approved: once, by the refund's own key."""
    refunding.send(_refunds().get(pk=refund_id))


@task
@retrying(during=timedelta(days=2), on=GatewayError)
def ask_about(payment_id: int) -> None:
    """Ask the provider where an attempt stands."""
    confirming.ask(Payment.objects.select_related("regie__organisation").get(pk=payment_id))


@task
@retrying(during=timedelta(days=6), on=Exception)
def issue_receipt(payment_id: int) -> None:
    """Draw the receipt of a payment and say where it is; a second run finds it done."""
    receipting.issue(payment_id)


@periodic.register("payments.announced", every=timedelta(minutes=1))
def announce_invoices() -> None:
    """« Votre facture »: new invoices are found wherever they come from, an import's too."""
    reminding.announce()


@periodic.register("payments.reminders", every=timedelta(minutes=5))
def remind_payers() -> None:
    """The reminders, before the due date and after."""
    reminding.remind()


@task
@retrying(during=timedelta(days=10), on=Exception)
def tell_again(payment_id: int, invoice_ids: list[int]) -> None:
    """Announce a payment whose receivers failed; they do nothing twice."""
    with transaction.atomic():
        payment = Payment.objects.select_related("regie__organisation").get(pk=payment_id)
        invoices = list(Invoice.objects.filter(pk__in=invoice_ids).order_by("pk"))
        payment_confirmed.send(sender=Payment, payment=payment, invoices=invoices)


@periodic.register("payments.pending", every=timedelta(minutes=1))
def ask_about_pending() -> None:
    """Attempts of which the provider said nothing: after 15 minutes, 1 hour, 24 hours, then daily.

    The next time is moved first, so that a provider that is down isn't asked every minute.
    """
    now = timezone.now()
    for payment in Payment.objects.to_ask_about(now).order_by("next_check_at")[:MOST_AT_ONCE]:
        at = confirming.next_check(payment, payment.checks + 1)
        waiting = Payment.objects.filter(pk=payment.pk, next_check_at=payment.next_check_at)
        if waiting.update(next_check_at=at, checks=payment.checks + 1):
            ask_about.enqueue(payment.pk)


@periodic.register("payments.notifications", every=timedelta(days=1))
def act_on_those_left() -> None:
    """Notifications whose task is lost or gave up: every day, until they are done."""
    left = Notification.objects.filter(state="received", received_at__lte=timezone.now() - LEFT)
    for key in left.order_by("received_at").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        act_on_notification.enqueue(key)


@periodic.register("payments.refunds", every=timedelta(hours=1))
def ask_about_refunds() -> None:
    """Refunds that the provider wasn't told of, its task lost or given up, or is busy with."""
    now = timezone.now()
    due = _refunds().filter(state__in=["approved", "sent"], next_check_at__lte=now)
    for refund in due.order_by("next_check_at")[:MOST_AT_ONCE]:
        Refund.objects.filter(pk=refund.pk).update(next_check_at=now + refunding.CHECK_EVERY)
        send_refund.enqueue(refund.pk)


@task
@retrying(during=timedelta(days=1), on=GatewayError)
def reconcile_day(regie_id: int, day: str) -> None:
    """Compare a régie's day with its provider's account."""
    regie = Regie.objects.select_related("organisation").get(pk=regie_id)
    reconciliation.reconcile(regie=regie, day=date.fromisoformat(day))


@periodic.register("payments.reconcile", every=timedelta(hours=6))
def reconcile_yesterday() -> None:
    """Once a day and régie, whenever it is night somewhere: what has a run is left."""
    now = timezone.now()
    for regie in Regie.objects.exclude(provider="").select_related("organisation"):
        day = books.day_of(regie, now) - timedelta(days=1)
        done = regie.reconciliations.filter(first=day, last=day, by=None)
        if reconciliation.providers_of(regie, day) and not done.exists():
            reconcile_day.enqueue(regie.pk, day.isoformat())


@periodic.register("payments.consultations", every=timedelta(days=1))
def purge_consultations() -> None:
    """Who looked at whose debts is kept a year."""
    consulting.purge()


@periodic.register("payments.unpaid_fees", every=timedelta(minutes=15))
def drop_unpaid_fees() -> None:
    """What was to be paid so as to be filed, and wasn't within its seven days, goes.

    Once its last day is over wherever the organisation is.
    """
    charging.drop_unpaid(timezone.localdate(timezone=LAST_MIDNIGHT))


def _refunds() -> QuerySet[Refund]:
    return Refund.objects.select_related("payment__regie__organisation", "invoice")
