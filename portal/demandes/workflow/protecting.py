"""How the filer may be reached without harm, as agents learn it afterwards."""

from collections.abc import Collection

from portal.accounts.models import User
from portal.demandes import reach
from portal.demandes.models import CAUTIONS, Demande
from portal.demandes.states import Action
from portal.demandes.workflow.deed import deed


def protect(demande: Demande, *, cautions: Collection[str], agent: User, version: int) -> None:
    """Set the cautions (codes of CAUTIONS) with which the filer is reached from now on.

    For whoever sees the envelope. What still waits to leave and is now forbidden never does.
    """
    with deed(demande, Action.PROTECT, agent=agent, version=version) as done:
        done.data["before"] = done.demande.cautions
        for name in CAUTIONS:
            setattr(done.demande, name, name in cautions)
        done.data["after"] = done.demande.cautions
        reach.withhold(done.demande)
