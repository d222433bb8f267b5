"""Which service a demande goes to. No rule loses one: it always ends somewhere."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from portal.directory.models import Service
from portal.procedures.conditions import meets
from portal.procedures.models import Procedure, RoutingRule
from portal.procedures.schema import Criterion


class Routed(NamedTuple):
    """Where, and by which rule (None: by default)."""

    service: Service
    rule: RoutingRule | None


class NowhereToGo(LookupError):
    """No service at all is in activity: the installation is not set up."""


def route(
    procedure: Procedure, *, commune: str = "", answers: Mapping[str, Any], channel: str
) -> Routed:
    """The service of the first rule whose criteria are all met, else the procedure's own.

    A service no longer in activity is passed over: next rule, the procedure's service, those above
    it, then the top of its organisation, then of any. `commune` is an INSEE code.
    Raises NowhereToGo.
    """
    for rule in procedure.routing_rules.all():
        if rule.service.active and applies(rule, commune=commune, answers=answers, channel=channel):
            return Routed(rule.service, rule)
    return Routed(default_service(procedure.service), None)


def applies(rule: RoutingRule, *, commune: str, answers: Mapping[str, Any], channel: str) -> bool:
    """Whether all the criteria that the rule gives are met; a rule without any never applies."""
    criteria = list(_criteria(rule, commune, answers, channel))
    return bool(criteria) and all(criteria)


def default_service(service: Service | None) -> Service:
    """The service itself, or what takes over when it is no longer in activity."""
    candidate = service
    while candidate is not None and not candidate.active:
        candidate = candidate.parent
    return candidate or _root(service)


def _root(service: Service | None) -> Service:
    roots = Service.objects.active().filter(parent=None).order_by("pk")
    own = roots.filter(organisation=service.organisation_id).first() if service else None
    root = own or roots.first()
    if root is None:
        message = "no active service"
        raise NowhereToGo(message)
    return root


def _criteria(
    rule: RoutingRule, commune: str, answers: Mapping[str, Any], channel: str
) -> Iterable[bool]:
    if codes := rule.commune_codes.split():
        yield commune in codes
    if rule.field_key:
        yield meets(Criterion(rule.field_key, "is", rule.field_value), answers.get(rule.field_key))
    if rule.channel:
        yield rule.channel == channel
