"""Why a demande goes where it goes, in words."""

from typing import Any, NamedTuple

from portal.directory.channels import Channel
from portal.directory.models import Commune, Zone
from portal.procedures.conditions import SIGNS, is_empty
from portal.procedures.field_types import type_of
from portal.procedures.field_types.chosen import Choice
from portal.procedures.models import Procedure, ThemeRule
from portal.procedures.routing import CHANNEL, COMMUNE, ZONE, Look, Routed, Rule, Tried
from portal.procedures.schema import Field, FormSchema, Step
from portal.procedures.whereabouts import ADDRESS, LOCATING, POINT, Within

NOUNS = {COMMUNE: "commune", ZONE: "quartier", CHANNEL: "canal"}
MOST_NAMES = 3  # of the communes of a rule; the others are counted


class Line(NamedTuple):
    """One rule, in order, and what became of it."""

    text: str
    decides: bool


class RoutingWords:
    """Words for the routing of a sample: its questions as they were asked, and the whole form."""

    def __init__(self, procedure: Procedure, form: FormSchema, sample: Step) -> None:
        self.procedure = procedure
        self.asked: dict[str, Field] = {field.key: field for field in form.fields()}
        self.types = {field.type for field in form.fields()}
        self.asked |= {field.key: field for field in sample.fields}
        self.names: dict[str, str] = {}

    def lines(self, routed: Routed) -> list[Line]:
        """Each rule: those tried with their verdict, then those never reached."""
        tried = routed.tried
        self._name([look for one in tried for look in one.looks])
        called = _called([*(one.rule for one in tried), *routed.rest])
        lines = [
            Line(f"{name} : {self._rule(one)}", one.decides)
            for name, one in zip(called, tried, strict=False)
        ]
        decided = called[len(tried) - 1].lower() if tried else ""
        return lines + [
            Line(f"{name} : pas regardée, la {decided} a décidé.", decides=False)
            for name in called[len(tried) :]
        ]

    def conclusion(self, routed: Routed) -> str:
        """What decided."""
        if routed.rule is not None:
            return f"La {_called([one.rule for one in routed.tried])[-1].lower()} a décidé."
        none = "Aucune règle ne s’applique" if routed.tried else "Il n’y a pas de règle"
        service = self.procedure.service
        if service is None:
            return f"{none} et le service responsable n’est pas choisi : un autre le relaie."
        if service == routed.service:
            return f"{none} : elle va au service responsable."
        return f"{none} et le service responsable, « {service} », est fermé : un autre le relaie."

    def _rule(self, one: Tried) -> str:
        if not one.looks:
            return "ne s’applique jamais, car elle n’a aucun critère."
        criteria = " et ".join(self._criterion(look) for look in one.looks)
        if one.decides:
            return f"{criteria} : s’applique."
        unmet = [self._reason(look) for look in one.looks if not look.met]
        reason = " et ".join(unmet) or f"le service « {one.rule.service} » est fermé"
        return f"{criteria} : ne s’applique pas, car {reason}."

    def _criterion(self, look: Look) -> str:
        names = [self._value(look, value) for value in look.wanted]
        if len(names) > MOST_NAMES + 1:
            names = [*names[:MOST_NAMES], f"{len(names) - MOST_NAMES} autres"]
        wanted = " ou ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        sign = "" if wanted[:1] in SIGNS else "= "
        return f"{self._subject(look)} {sign}{wanted}"

    def _subject(self, look: Look) -> str:
        if look.about in NOUNS:
            return NOUNS[look.about]
        return f"« {self.asked[look.key].label if look.key in self.asked else look.key} »"

    def _reason(self, look: Look) -> str:
        if look.about == CHANNEL:
            return f"le canal est {self._value(look, look.found)}"
        if look.about == COMMUNE:
            return self._commune(look)
        if look.about == ZONE:
            return self._whereabouts(look.found)
        if look.key not in self.asked:
            return f"la question « {look.key} » n’existe pas dans le formulaire"
        if is_empty(look.found):
            return f"{self._subject(look)} est sans réponse"
        return f"la réponse à {self._subject(look)} est « {self._value(look, look.found)} »"

    def _commune(self, look: Look) -> str:
        if look.found:
            return f"la commune est {self._value(look, look.found)}"
        asked = "commune" in self.types
        said = "aucune commune n’est donnée"
        return said if asked else "le formulaire ne demande pas de commune"

    def _whereabouts(self, within: Within) -> str:
        if not within.codes:
            if self.types.isdisjoint(LOCATING):
                return "le formulaire ne demande ni lieu, ni adresse, ni quartier"
            return "ni le lieu, ni l’adresse, ni une réponse ne donne de quartier"
        zones = " et ".join(sorted(self.names.get(code, code) for code in within.codes))
        told = {POINT: "le point est dans", ADDRESS: "l’adresse est dans"}
        return f"{told.get(within.by, 'le quartier choisi est')} {zones}"

    def _value(self, look: Look, value: Any) -> str:
        if look.about == CHANNEL:
            return str(Channel(value).label)
        field = self.asked.get(look.key)
        if look.about in {COMMUNE, ZONE} or (field and field.type in {"commune", "zone"}):
            return self.names.get(value, value)
        return _said(field, value)

    def _name(self, looks: list[Look]) -> None:
        """Reads the names of all the communes and zones at once."""
        codes = {
            code
            for look in looks
            for code in (*look.wanted, *_codes(look.found))
            if look.about != CHANNEL
        }
        communes = Commune.objects.filter(insee__in=codes).values_list("insee", "name")
        zones = Zone.objects.filter(code__in=codes).values_list("code", "name")
        self.names = {**dict(communes), **dict(zones)}


def _codes(found: Any) -> frozenset[str]:
    """What was found, as codes that may have a name."""
    if isinstance(found, Within):
        return found.codes
    return frozenset([found] if isinstance(found, str) else [])


def _called(rules: list[Rule]) -> list[str]:
    """« Règle 1 », « Règle 2 », then « Règle 1 du thème » for those of the theme."""
    names: list[str] = []
    of_theme = 0
    for number, rule in enumerate(rules, 1):
        if isinstance(rule, ThemeRule):
            of_theme += 1
            names.append(f"Règle {of_theme} du thème")
        else:
            names.append(f"Règle {number}")
    return names


def _said(field: Field | None, value: Any) -> str:
    """An answer as its form shows it; what a rule expects, typed by hand, as it is if need be."""
    if field is None:
        return str(value)
    kind = type_of(field)
    if isinstance(kind, Choice):
        labels = {option.value: option.label for option in kind.options()}
        values = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(one, str(one)) for one in values)
    shown = str(value) if isinstance(value, str) else kind.display(value)
    return shown if isinstance(shown, str) else ", ".join(shown)
