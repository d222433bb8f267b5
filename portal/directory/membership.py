"""Giving and taking back roles: the two verbs through which every right passes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from portal.accounts.models import User
from portal.directory import editorial
from portal.directory.coverage import coverage_of, forget
from portal.directory.models import Membership, Service
from portal.directory.roles import Role


@transaction.atomic
def grant(*, agent: User, service: Service, role: str, by: User) -> Membership:
    """Give the agent a role in a service and in those below it; giving it twice changes nothing.

    Only an administrator of that service may (PermissionDenied). Raises ValidationError for an
    account that isn't an agent's or is closed, and ValueError for what isn't a role. An editor
    joins the service's group in Wagtail, an administrator the administrators'.
    """
    _check_right(by, service)
    role = Role(role)
    given, agent = agent, User.objects.select_for_update(of=("self",)).get(pk=agent.pk)
    if not agent.is_agent or not agent.is_active:
        raise ValidationError("Ce compte n’est pas celui d’un agent en activité.")
    membership, created = Membership.objects.get_or_create(agent=agent, service=service, role=role)
    if created:
        editorial.follow(membership)
    forget(given)
    return membership


@transaction.atomic
def revoke(*, agent: User, service: Service, role: str, by: User) -> bool:
    """Take a role back; whether there was one. Sessions lose it with their next request.

    Only an administrator of that service may (PermissionDenied). Nobody takes their own
    administration back (ValidationError): somebody must be left who can give it.
    """
    _check_right(by, service)
    if agent == by and role == Role.ADMINISTRATOR:
        raise ValidationError("Demandez à une autre personne de retirer votre administration.")
    User.objects.select_for_update(of=("self",)).get(pk=agent.pk)
    membership = Membership.objects.filter(agent=agent, service=service, role=role).first()
    if membership is None:
        return False
    editorial.unfollow(membership)
    membership.delete()
    forget(agent)
    return True


def _check_right(by: User, service: Service) -> None:
    if not coverage_of(by).has(service.pk, Role.ADMINISTRATOR):
        raise PermissionDenied("Only an administrator of the service gives and takes its roles.")
