"""Who sorts the mail: what it is about isn't known yet, so few may read it."""

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from portal.accounts import access
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.querysets import ENVELOPE_ROLES, DemandeQuerySet
from portal.directory.coverage import coverage_of
from portal.directory.roles import Role

SORTERS = (Role.ADVISER, Role.ADMINISTRATOR)


def may_sort(agent: User) -> bool:
    """Advisers and administrators of the top of an organisation: the mailbox is everybody's."""
    return coverage_of(agent).at_the_top(*SORTERS)


def may_take_mail(agent: User) -> DemandeQuerySet:
    """The demandes that an e-mail may be attached to: of one's services, not kept from afar."""
    return Demande.objects.within(coverage_of(agent).services(*ENVELOPE_ROLES))


def for_sorters(view: Any) -> Any:
    """Only whoever may sort the mail."""

    @access.role(*SORTERS)
    @wraps(view)
    def sorted_by(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_sort(request.user):  # type: ignore[arg-type]  # the decorator lets agents in
            raise PermissionDenied
        response: HttpResponseBase = view(request, *args, **kwargs)
        return response

    return sorted_by
