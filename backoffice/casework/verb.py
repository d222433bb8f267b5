"""What a verb of an agent is, and when its button has any sense."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wagtail.admin.admin_url_finder import AdminURLFinder

from backoffice.casework import forms
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import Action


def nowhere(_result: Any, _agent: User) -> None:
    return None


def always(_demande: Demande, _agent: User) -> bool:
    return True


@dataclass(frozen=True)
class Verb:
    """One verb: its address, its button, the form whose cleaned data are its arguments.

    `useful`: whether its button has any sense, beyond the right to it. `preview`: the template
    that shows what will happen before it does, behind a button that says `look`. Without
    `template`, the form's fields are drawn in their order. A `button` needs nothing typed; done
    twice by the same agent, it was done once. `then`: the address where it leads, from what `act`
    returned; back to the demande without one.
    """

    slug: str
    action: Action
    label: str
    form: type[forms.CaseForm]
    act: Callable[..., Any]
    done: str
    title: str = ""  # above the form; the button's words when blank
    useful: Callable[[Demande, User], bool] = always
    template: str = "components/fields.html"
    preview: str = ""
    look: str = "Relire avant d’envoyer"
    then: Callable[[Any, User], str | None] = nowhere
    button: bool = False

    @property
    def once(self) -> bool:
        return self.button or self.action == Action.OPEN_EXCEPTIONALLY


def not_mine(demande: Demande, agent: User) -> bool:
    return demande.assignee_id != agent.pk


def awaits_document(demande: Demande, _agent: User) -> bool:
    return any(asked.received_on is None for asked in demande.document_requests.all())


def kept_by_me(demande: Demande, agent: User) -> bool:
    return demande.keeper_id == agent.pk


def to_be_kept(demande: Demande, agent: User) -> bool:
    return not demande.confidential and not kept_by_me(demande, agent)


def ordinary(demande: Demande, _agent: User) -> bool:
    return not demande.confidential


def not_kept_by_me(demande: Demande, agent: User) -> bool:
    return not kept_by_me(demande, agent)


def fits_nothing(demande: Demande, _agent: User) -> bool:
    return demande.procedure.catch_all


def is_joined(demande: Demande, _agent: User) -> bool:
    return hasattr(demande, "joined")


def in_the_admin(procedure: Any, agent: User) -> str | None:
    """The page where the agent writes the procedure."""
    address: str | None = AdminURLFinder(agent).get_edit_url(procedure)
    return address
