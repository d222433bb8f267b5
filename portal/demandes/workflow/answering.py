"""The answer: how a formal reply, written above this package, ends a demande's open life."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.demandes.workflow.deed import Deed, deed


@contextmanager
def answering(demande: Demande, *, agent: User, version: int) -> Iterator[Deed]:
    """The frame in which `portal.replies` creates the reply and tells the person.

    The block puts the reply's id and decision into the deed's data.
    """
    with deed(demande, Action.ANSWER, agent=agent, version=version) as done:
        yield done
        done.demande.answered_at = done.at
        done.demande.assignee = done.demande.assignee or agent
