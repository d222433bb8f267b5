"""Why a verb can't be done: a French sentence for the person who tried."""

from payments import rights
from payments.models import Regie
from portal.accounts.models import User


class NotPossible(Exception):
    """The state forbids it; the sentence says what to do next."""

    status = 409


class NotAllowed(NotPossible):
    status = 403


class Unreachable(NotPossible):
    """The provider doesn't answer; nothing was charged, the same try is safe later."""

    status = 503


def require(agent: User, act: rights.Act, regie: Regie) -> None:
    """Raises NotAllowed unless the agent's mandate covers it."""
    if not rights.may(agent, act, regie):
        raise NotAllowed(
            f"Votre mandat ne permet pas cette action à la régie «\u00a0{regie}\u00a0»."
        )
