"""The first rows of a bare installation: an organisation, its service, somebody to run it."""

from typing import NamedTuple

from django.db import transaction

from portal.accounts.invitations import invite
from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Organisation, Service
from portal.directory.roles import Role
from portal.procedures.catch_all import ensure_catch_all


class Founded(NamedTuple):
    organisation: Organisation
    service: Service
    administrator: User


@transaction.atomic
def found(*, organisation: Organisation, administrator: User) -> Founded:
    """Saves the organisation with a root service, « Autre demande » and a first administrator.

    The administrator, an unsaved agent or a known one, becomes a superuser and, when new, is
    written to so as to choose a password. Raises ValidationError.
    """
    organisation.full_clean()
    organisation.save()
    service = Service(organisation=organisation, code=organisation.slug, name=organisation.name)
    service.full_clean()
    service.save()
    new = administrator.pk is None
    administrator.is_superuser = True
    if new:
        administrator.username = administrator.email.lower()
        administrator.set_unusable_password()
        administrator.full_clean(exclude=["password"])
    administrator.save()
    grant(agent=administrator, service=service, role=Role.ADMINISTRATOR, by=administrator)
    ensure_catch_all(service)
    if new:
        invite(agent=administrator, by=administrator)
    return Founded(organisation, service, administrator)
