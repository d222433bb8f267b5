"""Where a help stands, as the agent's pages say it."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from backoffice.together.held import address
from citizen.filing.review import Answer, of_step
from citizen.filing.said import digest
from portal.demandes.models import SharedFilling
from portal.procedures.schema import Step


@dataclass(frozen=True)
class Now:
    """A help under way."""

    until: datetime
    changed: list[Answer]  # of the step, by the person, since the page was drawn
    poll: str  # where a script asks what is new
    here: str  # the page drawn again
    leave: str


def now_of(held: SharedFilling, step: Step | None = None, *, seen: str | None = None) -> Now:
    """With what changed since the page was drawn from the answers of the digest `seen`."""
    at = known(held, step)
    seen = at if seen is None else seen
    asked = urlencode({"etape": step.key if step else "", "vu": seen, "su": at})
    key = [step.key] if step else []
    return Now(
        until=held.until,
        changed=of_step(held.draft, step) if step and seen != at else [],
        poll=f"{address(held, 'together_state')}?{asked}",
        here=address(held, "together_step" if step else "together_form", *key),
        leave=address(held, "together_leave"),
    )


def step_of(held: SharedFilling, key: str) -> Step | None:
    """What an agent fills in of a step: the person's files are theirs to add and to open."""
    step = held.draft.form_version.form.step(key)
    return step and replace(
        step, fields=tuple(field for field in step.fields if field.type != "files")
    )


def known(held: SharedFilling, step: Step | None) -> str:
    """What a page shows, for the next question of its script."""
    return digest(step, held.draft)
