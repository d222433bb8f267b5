"""Webhooks: two thousand posted over HTTP, then drained by two workers."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

from django.db import connection
from django.utils import timezone
from urllib3 import PoolManager

from payments.models import (
    Invoice,
    Means,
    Notification,
    Payment,
    PaymentShare,
    PaymentState,
    Provider,
    Regie,
    Source,
)
from payments.workflow import issuing
from portal.directory.models import Organisation
from tests.bench.figures import Figure

MANY = 2_000
WORKERS = 2
SECONDS = 60
LONGEST_WAIT = 300  # seconds
SIGNED_WITH = "whsec_bench"


def figures(port: int) -> Iterator[Figure]:
    regie = _regie()
    payments = _payments(regie)
    began = time.monotonic()
    _post(port, regie, payments)
    yield Figure(f"{MANY} webhooks: stored and answered", time.monotonic() - began, None, "s")
    yield Figure(f"the same, drained by {WORKERS} workers", _drain(), SECONDS, "s")
    left = Payment.objects.filter(regie=regie).exclude(state=PaymentState.CONFIRMED).count()
    yield Figure("the same: payments not confirmed", left, 0)
    connection.close()


def _regie() -> Regie:
    regie = Regie(
        organisation=Organisation.objects.order_by("pk")[0],
        code="BANC",
        name="Régie du banc",
        provider=Provider.STRIPE,
        legal_basis="Convention",
        accountant_opinion="Favorable",
        treasury_account="FR76",
    )
    regie.set_keys("stripe", {"secret_key": "sk_test_bench", "webhook_secret": SIGNED_WITH})
    regie.save()
    return regie


def _payments(regie: Regie) -> list[Payment]:
    invoices = [_invoice(regie) for _ in range(MANY)]
    now = timezone.now()
    payments = Payment.objects.bulk_create(
        Payment(
            regie=regie,
            means=Means.ONLINE,
            provider=Provider.STRIPE,
            provider_id=f"cs_test_{uuid4().hex}",
            reference=invoice.number,
            amount=invoice.total,
            currency=invoice.currency,
            started_at=now,
        )
        for invoice in invoices
    )
    PaymentShare.objects.bulk_create(
        PaymentShare(payment=payment, invoice=invoice, asked=invoice.total)
        for payment, invoice in zip(payments, invoices, strict=True)
    )
    return payments


def _invoice(regie: Regie) -> Invoice:
    return issuing.issue(
        regie=regie,
        source=Source.COUNTER,
        subject="Cantine de novembre",
        payer=issuing.Payer("Awa Delattre"),
        lines=[issuing.Line("Repas", 350, "7067")],
    )


def _post(port: int, regie: Regie, payments: list[Payment]) -> None:
    pool = PoolManager(headers={"Content-Type": "application/json"})
    url = f"http://127.0.0.1:{port}/paiement/notifications/stripe/{regie.code}/"
    for payment in payments:
        body = _event(payment)
        at = int(time.time())
        proof = hmac.new(SIGNED_WITH.encode(), f"{at}.".encode() + body, hashlib.sha256)
        signature = f"t={at},v1={proof.hexdigest()}"
        headers = {"Stripe-Signature": signature, "X-Forwarded-Proto": "https"}
        answer = pool.request("POST", url, body=body, headers=headers, redirect=False)
        assert answer.status == 204, answer.status


def _event(payment: Payment) -> bytes:
    session = {
        "id": payment.provider_id,
        "object": "checkout.session",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": payment.amount,
        "currency": payment.currency.lower(),
        "payment_intent": f"pi_{payment.pk}",
        "metadata": {"key": str(payment.key)},
    }
    event = {
        "id": f"evt_{payment.pk}",
        "object": "event",
        "type": "checkout.session.completed",
        "created": int(time.time()),
        "data": {"object": session},
    }
    return json.dumps(event).encode()


def _drain() -> float:
    """Seconds from the workers' first task to the last notification acted on."""
    command = [sys.executable, "manage.py", "worker", "--no-startup-delay", "--interval=0.1"]
    workers = [subprocess.Popen(command, env=os.environ) for _ in range(WORKERS)]
    waiting = Notification.objects.filter(state=Notification.State.RECEIVED)
    try:
        _until(lambda: waiting.count() < MANY)
        began = time.monotonic()
        _until(lambda: not waiting.exists())
        return time.monotonic() - began
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait()


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_WAIT
    while not condition():
        assert time.monotonic() < end, "the workers drain nothing"
        time.sleep(0.05)
