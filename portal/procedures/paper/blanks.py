"""Room to write on paper, for each input that a question has on screen."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms

from portal.procedures.field_types import FIELD_TYPES, FieldType
from portal.procedures.field_types.identity import KINDS, SiretField
from portal.procedures.schema import Condition, Field
from portal.text.dates import NBSP

DAY = ((2, "jour"), (2, "mois"), (4, "année"))
SIRET = ((3, ""), (3, ""), (3, ""), (5, ""))
ONE = "Cochez une seule case."
SEVERAL = "Cochez une ou plusieurs cases."
ENCLOSED = "Je joins ce document"
A_LINE = 90  # characters that a hand writes on a line


@dataclass(frozen=True, slots=True)
class Blank:
    """One place to write or to tick: `lines` to write on, `cells` of a comb, `choices` to tick."""

    label: str = ""
    help: str = ""
    condition: str = ""
    lines: int = 0
    cells: tuple[tuple[int, str], ...] = ()  # groups of boxes, with what goes in them
    choices: tuple[str, ...] = ()

    @property
    def rows(self) -> range:
        return range(self.lines)

    @property
    def combs(self) -> list[tuple[range, str]]:
        return [(range(count), name) for count, name in self.cells]


def blanks(field: Field) -> list[Blank]:
    """Where the question is answered. A type that this version doesn't know gets two lines."""
    if field.type not in FIELD_TYPES:
        return [Blank(lines=2)]
    kind = FIELD_TYPES[field.type](field)
    return list(_blanks(kind))


def _blanks(kind: FieldType) -> Iterator[Blank]:
    for name, part in kind.on_paper().items():
        if part.field.widget.is_hidden:
            continue
        own = not kind.composite and not name  # its label and its help are the question's
        yield _blank(
            part.field,
            label="" if own else str(part.field.label or ""),
            help="" if own else str(part.field.help_text or ""),
            condition=_when(part.show_if),
        )


def _blank(asked: forms.Field, *, label: str, help: str, condition: str) -> Blank:
    if choices := _choices(asked):
        how = _how(asked.widget) if len(choices) > 1 else ""
        return Blank(label, help or how, condition, choices=choices)
    if cells := _cells(asked):
        return Blank(label, help, condition, cells=cells)
    return Blank(label, help, condition, lines=_lines(asked))


def _choices(asked: forms.Field) -> tuple[str, ...]:
    widget = asked.widget
    if isinstance(widget, forms.FileInput):
        return (ENCLOSED,)
    if isinstance(widget, forms.CheckboxInput):
        return ("Oui",)
    if isinstance(widget, forms.Select | forms.RadioSelect):
        return tuple(str(text) for value, text in widget.choices if value not in (None, ""))
    return ()


def _cells(asked: forms.Field) -> tuple[tuple[int, str], ...]:
    if isinstance(asked, forms.DateField):
        return DAY
    if isinstance(asked, SiretField):
        return SIRET
    most = getattr(asked, "max_length", None)
    numeric = asked.widget.attrs.get("inputmode") == "numeric"
    return ((most, ""),) if numeric and most and most <= 5 else ()


def _lines(asked: forms.Field) -> int:
    most = getattr(asked, "max_length", None) or 0
    if isinstance(asked.widget, forms.Textarea):
        return 8 if most > 500 else 4
    return 2 if A_LINE < most < 254 else 1  # 254: an e-mail address


def _how(widget: forms.Widget) -> str:
    several = getattr(widget, "allow_multiple_selected", False)
    return SEVERAL if several else ONE


def _when(condition: Condition | None) -> str:
    """« Pour une entreprise ou une association : » before a part that not everybody fills in."""
    if condition is None:
        return ""
    names = (KINDS.get(test.value, test.value) for test in condition.tests)
    return f"Pour {' ou '.join(name[:1].lower() + name[1:] for name in names)}{NBSP}:"
