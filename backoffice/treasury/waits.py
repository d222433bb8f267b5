"""What waits for somebody of the régie, on its first page: each with its count."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from payments.models import Refund, RefundState, Regie
from portal.accounts.models import User


@dataclass(frozen=True)
class Waiting:
    label: str
    url: str
    count: int


def what_waits(regie: Regie, agent: User) -> list[Waiting]:
    """Two queries; what the agent asked for waits for somebody else, so it isn't counted."""
    asked = Q(state=RefundState.ASKED) & ~Q(asked_by=agent)
    counts = Refund.objects.filter(payment__regie=regie).aggregate(
        asked=Count("pk", filter=asked),
        proposed=Count("pk", filter=Q(state=RefundState.PROPOSED)),
        by_hand=Count("pk", filter=Q(state=RefundState.APPROVED, by_hand=True)),
        failed=Count("pk", filter=Q(state=RefundState.FAILED)),
    )
    refunds = reverse("regie_refunds", args=[regie.code])
    labels = {
        "asked": "Remboursements à approuver",
        "proposed": "Trop-perçus à traiter",
        "by_hand": "Remboursements à payer à la main",
        "failed": "Remboursements échoués",
    }
    found = [Waiting(label, refunds, counts[name]) for name, label in labels.items()]
    differences = regie.differences.filter(closed_at=None).count()
    url = reverse("regie_differences", args=[regie.code])
    found.append(Waiting("Écarts à régler", url, differences))
    return [each for each in found if each.count]
