"""Trying a procedure's routing on a sample: what to ask, and where it would go."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django import forms

from portal.directory.channels import Channel
from portal.procedures.compile import current_version, schema_of
from portal.procedures.description import RULE, read
from portal.procedures.field_types.identity import KINDS
from portal.procedures.models import Procedure, Theme, ThemeRule
from portal.procedures.routing import Routed, route_filed
from portal.procedures.schema import Condition, Field, FormSchema, Option, Step
from portal.procedures.validation import UNJUDGED, dependencies
from portal.procedures.whereabouts import LOCATING

ROWS = 3  # of a repeated group, in a sample
TRIED = {"group"}  # asked though nothing is compared with it: calculations start from it


class ChannelForm(forms.Form):
    """By which channel the sample comes. Its prefix is no question's key."""

    prefix = "_"
    channel = forms.ChoiceField(label="Canal", choices=Channel, initial=Channel.ONLINE)


class Outcome(NamedTuple):
    """Where the draft's rules send a sample, and the published ones when they are others."""

    routed: Routed
    published: Routed | None


def sample_step(procedure: Procedure, form: FormSchema) -> Step:
    """What the rules look at and what shows it, on one page, none of it compulsory."""
    keys = _looked_at(procedure, form)
    computed = {field.key for field in form.fields() if field.type == "computed"}
    fields = [
        _loosened(field, _seen(step.show_if, computed), _seen(field.show_if, computed))
        for step in form.steps
        for field in step.fields
        if field.key in keys and field.type not in UNJUDGED - TRIED
    ]
    return Step("essai", "", fields=tuple(fields))


def try_out(
    draft: Procedure, published: Procedure, *, answers: Mapping[str, Any], channel: str
) -> Outcome:
    """Where this sample goes, by the draft and by what is published. Writes nothing.

    Raises NowhereToGo.
    """
    routed = route_filed(draft, schema_of(draft.steps), answers=answers, channel=channel)
    if not published.live or not differs(draft, published):
        return Outcome(routed, None)
    form = current_version(published).form
    return Outcome(routed, route_filed(published, form, answers=answers, channel=channel))


def differs(draft: Procedure, published: Procedure) -> bool:
    """Whether the draft's rules, service or form are not those published."""
    return _described(draft) != _described(published)


def _described(procedure: Procedure) -> Any:
    rules = [(read(rule, RULE), rule.service_id) for rule in procedure.routing_rules.all()]
    return rules, procedure.service_id, schema_of(procedure.steps)


def _looked_at(procedure: Procedure, form: FormSchema) -> Collection[str]:
    """The keys of the questions that decide, and of those that show or hide these."""
    rules = procedure.routing_rules.all()
    keys = {rule.field_key for rule in rules}
    types = _types(procedure, form)
    keys |= {field.key for field in form.fields() if field.type in types}
    known, pending, found = dependencies(form), keys, set[str]()
    while pending:
        found |= pending
        pending = {key for one in pending for key in known.get(one, ())} - found
    return found


def _seen(condition: Condition | None, computed: set[str]) -> Condition | None:
    """What of a condition the page itself can judge: not what only the server computes."""
    if condition is None or not computed & {test.field for test in condition.tests}:
        return condition
    tests = tuple(test for test in condition.tests if test.field not in computed)
    return replace(condition, tests=tests) if tests and condition.match == "all" else None


def _types(procedure: Procedure, form: FormSchema) -> set[str]:
    """The types of question that decide: what says the commune, the zone, the theme."""
    themes = Theme.objects.filter(has_rules=True)
    choosing = procedure.catch_all and any(field.type == "theme" for field in form.fields())
    if not choosing:
        themes = themes.filter(pk=procedure.theme_id)
    rules = [*procedure.routing_rules.all(), *ThemeRule.objects.filter(theme__in=themes)]
    found = {"theme"} if choosing else set()
    if any(rule.zones for rule in rules):
        found |= LOCATING | {"commune"}
    if any(rule.communes for rule in rules):
        found.add("commune")
    return found


def _loosened(field: Field, step: Condition | None, own: Condition | None) -> Field:
    """The question as the sample asks it; of an identity, only what kind of person it is."""
    shown = _both(step, own)
    if field.type == "identity":
        options = tuple(Option(kind, KINDS[kind]) for kind in field.kinds or KINDS)
        field = replace(field, type="choice", options=options, kinds=())
    if field.type == "group":  # a few rows, of which some are left blank
        columns = tuple(replace(column, required=False) for column in field.fields)
        field = replace(field, fields=columns, min=min(int(field.max or ROWS), ROWS))
    return replace(field, required=False, show_if=shown)


def _both(one: Condition | None, other: Condition | None) -> Condition | None:
    """Both conditions as one, where one can say it; else the second alone.

    Only for the eye: routing drops whatever the form itself would have hidden.
    """
    if one is None or other is None:
        return one or other
    single = all(each.match == "all" or len(each.tests) == 1 for each in (one, other))
    return Condition("all", one.tests + other.tests) if single else other
