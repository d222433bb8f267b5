"""Which service a demande goes to, and why. No rule loses one: it always ends somewhere."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from portal.directory.models import Service
from portal.procedures.conditions import expected, meets, prune
from portal.procedures.models import Procedure, RoutingRule, Theme, ThemeRule
from portal.procedures.schema import FormSchema
from portal.procedures.whereabouts import Whereabouts

COMMUNE, ZONE, CHANNEL = "commune", "zone", "channel"
Rule = RoutingRule | ThemeRule
NO_QUESTION = FormSchema()


class Look(NamedTuple):
    """One criterion of a rule, beside what the demande says.

    `about` is a commune, a zone, a channel, or a question, which `key` then names.
    """

    about: str
    wanted: list[str]
    found: Any
    met: bool
    key: str = ""


class Tried(NamedTuple):
    """A rule and what it looked at."""

    rule: Rule
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
    """Where, by which rule (None: by default), every rule tried up to that one, and the others.

    `rest` is read once: at filing, rules that nobody looks at are not even fetched.
    """

    service: Service
    rule: Rule | None
    tried: list[Tried]
    rest: Iterator[Rule]


class NowhereToGo(LookupError):
    """No service at all is in activity: the installation is not set up."""


def route_filed(
    procedure: Procedure, form: FormSchema, *, answers: Mapping[str, Any], channel: str
) -> Routed:
    """Where these answers to that form of the procedure go. Raises NowhereToGo."""
    kept = prune(form, answers)
    commune = commune_of(form, kept) or ""
    return route(procedure, form=form, commune=commune, answers=kept, channel=channel)


def route(
    procedure: Procedure,
    *,
    form: FormSchema = NO_QUESTION,
    commune: str = "",
    answers: Mapping[str, Any],
    channel: str,
) -> Routed:
    """The service of the first rule whose criteria are all met, else the procedure's own.

    The procedure's rules are tried first, then those of its theme. A service no longer in activity
    is passed over: next rule, the procedure's service, those above it, then the top of its
    organisation, then of any. `commune` is an INSEE code; the
    form tells which answers say a place. Raises NowhereToGo.
    """
    where = Whereabouts(form, answers, commune)
    tried: list[Tried] = []
    rules = _rules(procedure, where)
    for rule in rules:
        one = Tried(rule, list(_looks(rule, where, channel)))
        tried.append(one)
        if one.decides:
            return Routed(rule.service, rule, tried, rules)
    return Routed(default_service(procedure.service), None, tried, rules)


def _rules(procedure: Procedure, where: Whereabouts) -> Iterator[Rule]:
    """Those of the procedure, then of its theme, or of the theme chosen for « Autre demande »."""
    yield from procedure.routing_rules.all()
    chosen = _chosen_theme(where) if procedure.catch_all else None
    theme = chosen or procedure.theme
    if theme.has_rules:
        yield from theme.rules.all()


def _chosen_theme(where: Whereabouts) -> Theme | None:
    slugs = [where.answers.get(field.key) for field in where.form.fields() if field.type == "theme"]
    return Theme.objects.filter(slug=slugs[0]).first() if any(slugs[:1]) else None


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


def _looks(rule: Rule, where: Whereabouts, channel: str) -> Iterator[Look]:
    if codes := rule.communes:
        yield Look(COMMUNE, codes, where.commune, where.commune in codes)
    if zones := rule.zones:
        yield Look(ZONE, zones, where.zones, not where.zones.codes.isdisjoint(zones))
    if isinstance(rule, RoutingRule) and rule.field_key:
        answer = where.answers.get(rule.field_key)
        met = meets(expected(rule.field_key, rule.field_value), answer)
        yield Look("question", [rule.field_value], answer, met, rule.field_key)
    if rule.channel:
        yield Look(CHANNEL, [rule.channel], channel, rule.channel == channel)
