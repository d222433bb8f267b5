"""Many demandes at once: copies of a filed one, written without going through the verbs."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from portal.demandes.models import Demande
from portal.demandes.references import new_reference
from portal.demandes.states import OVER, State


def copies(model: Demande, number: int, **fields: Any) -> list[Demande]:
    """So many rows like `model`, each due a day later than the one before."""
    now = timezone.now()
    state = fields.get("state", model.state)
    dates = {
        "closed_at": now if state in OVER else None,
        "answered_at": now if state == State.ANSWERED else None,
    }
    same = {
        field.attname: getattr(model, field.attname)
        for field in Demande._meta.concrete_fields
        if not field.primary_key and field.name not in fields
    }
    return Demande.objects.bulk_create(
        Demande(
            **same
            | dates
            | {
                "reference": new_reference(),
                "draft_key": uuid4(),
                "due_on": timezone.localdate() + timedelta(days=index),
            }
            | fields
        )
        for index in range(number)
    )
