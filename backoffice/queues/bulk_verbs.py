"""What can be done to many demandes at once, as data: a new verb is one entry and a form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backoffice.queues import bulk_forms
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.demandes.workflow import exchanges, handling
from portal.directory.models import Service


def suits(_demande: Demande, _agent: User, **_typed: Any) -> str:
    return ""


@dataclass(frozen=True)
class BulkVerb:
    """A verb of many demandes; `words` come before their number, `done` is what each then is.

    `refusal`: why one can't have it, beyond rights and state. `versioned`: refused to a demande
    that changed since it was seen.
    """

    slug: str
    action: Action
    label: str
    words: str
    form: type[bulk_forms.BulkForm]
    act: Callable[..., None]
    done: str
    refusal: Callable[..., str] = suits
    versioned: bool = True


def refusal_to_take(demande: Demande, agent: User) -> str:
    return "Cette demande est déjà à vous." if demande.assignee_id == agent.pk else ""


def refusal_to_assign(demande: Demande, _agent: User, to: User | None = None) -> str:
    return handling.refusal_to_assign(demande, to) if to else ""


def refusal_to_forward(
    demande: Demande, _agent: User, service: Service | None = None, **_typed: Any
) -> str:
    return handling.refusal_to_forward(demande, service) if service else ""


VERBS = (
    BulkVerb(
        *("prendre", Action.TAKE, "Prendre", "Prendre", bulk_forms.BulkForm),
        handling.take,
        "prise en charge",
        refusal=refusal_to_take,
    ),
    BulkVerb(
        *("confier", Action.ASSIGN, "Confier à…", "Confier", bulk_forms.BulkAssign),
        handling.assign,
        "confiée",
        refusal=refusal_to_assign,
    ),
    BulkVerb(
        *(
            "transmettre",
            Action.FORWARD,
            "Transmettre à…",
            "Transmettre",
            bulk_forms.BulkForward,
        ),
        handling.forward,
        "transmise",
        refusal=refusal_to_forward,
    ),
    BulkVerb(
        *("clore", Action.CLOSE, "Clore", "Clore", bulk_forms.BulkForm),
        handling.close,
        "close",
    ),
    BulkVerb(
        *(
            "noter",
            Action.NOTE,
            "Ajouter une note",
            "Ajouter une note à",
            bulk_forms.BulkNote,
        ),
        exchanges.note,
        "annotée",
        versioned=False,
    ),
)
BY_SLUG = {verb.slug: verb for verb in VERBS}
