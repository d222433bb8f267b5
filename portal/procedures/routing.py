"""Which service a demande goes to, and why. No rule loses one: it always ends somewhere."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from portal.directory.models import Service
from portal.procedures.conditions import expected, meets, prune
from portal.procedures.models import Procedure, RoutingRule
from portal.procedures.schema import FormSchema

COMMUNE, CHANNEL = "commune", "channel"


class Look(NamedTuple):
    """One criterion of a rule, beside what the demande says.

    `about` is a commune, a channel, or a question, which `key` then names.
    """

    about: str
    wanted: list[str]
    found: Any
    met: bool
    key: str = ""


class Tried(NamedTuple):
    """A rule and what it looked at."""

    rule: RoutingRule
    looks: list[Look]

    @property
    def applies(self) -> bool:
        """Whether all the criteria that the rule gives are met; one without any never applies."""
        return bool(self.looks) and all(look.met for look in self.looks)

    @property
    def decides(self) -> bool:
        """Whether it applies and its service is in activity."""
        return self.applies and self.rule.service.active


class Routed(NamedTuple):
    """Where, by which rule (None: by default), and every rule tried up to that one."""

    service: Service
    rule: RoutingRule | None
    tried: list[Tried]


class NowhereToGo(LookupError):
    """No service at all is in activity: the installation is not set up."""


def route_filed(
    procedure: Procedure, form: FormSchema, *, answers: Mapping[str, Any], channel: str
) -> Routed:
    """Where these answers to that form of the procedure go. Raises NowhereToGo."""
    kept = prune(form, answers)
    return route(procedure, commune=commune_of(form, kept) or "", answers=kept, channel=channel)


def route(
    procedure: Procedure, *, commune: str = "", answers: Mapping[str, Any], channel: str
) -> Routed:
    """The service of the first rule whose criteria are all met, else the procedure's own.

    A service no longer in activity is passed over: next rule, the procedure's service, those above
    it, then the top of its organisation, then of any. `commune` is an INSEE code.
    Raises NowhereToGo.
    """
    tried: list[Tried] = []
    for rule in procedure.routing_rules.all():
        one = Tried(rule, list(_looks(rule, commune, answers, channel)))
        tried.append(one)
        if one.decides:
            return Routed(rule.service, rule, tried)
    return Routed(default_service(procedure.service), None, tried)


def commune_of(form: FormSchema, answers: Mapping[str, Any]) -> str | None:
    """The INSEE code of the first commune that was answered."""
    answered = (answers.get(field.key) for field in form.fields() if field.type == "commune")
    return next(filter(None, answered), None)


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


def _looks(
    rule: RoutingRule, commune: str, answers: Mapping[str, Any], channel: str
) -> Iterator[Look]:
    if codes := rule.commune_codes.split():
        yield Look(COMMUNE, codes, commune, commune in codes)
    if rule.field_key:
        answer = answers.get(rule.field_key)
        met = meets(expected(rule.field_key, rule.field_value), answer)
        yield Look("question", [rule.field_value], answer, met, rule.field_key)
    if rule.channel:
        yield Look(CHANNEL, [rule.channel], channel, rule.channel == channel)
