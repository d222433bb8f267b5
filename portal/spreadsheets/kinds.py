"""What a cell holds: how it is read, and how it is written so that it reads back the same."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import NOT_PROVIDED

from portal.text import phones
from portal.text.french import fold

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ufeff]")
_NEW_LINES = re.compile(r"\s*\n\s*")
_BETWEEN = re.compile(r"[;\n]")
YES, NO = "oui", "non"
YES_WORDS = {"oui", "vrai", "true", "1", "x"}
NO_WORDS = {"non", "faux", "false", "0"}


def tidy(text: str) -> str:
    """Without what a spreadsheet can't hold or nobody sees: controls, spaces around."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Kind:
    """A cell's text, as a value and back. An empty cell is an empty value."""

    hint = ""  # for who fills the cell

    def read(self, text: str) -> Any:
        """The value. Raises ValidationError with a French sentence that says what to do."""
        raise NotImplementedError  # each kind of cell has its own

    def write(self, value: Any) -> str:
        raise NotImplementedError  # each kind of cell has its own


class OfField(Kind):
    """Whatever the field of a model accepts."""

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        self.field = field
        self.lines = isinstance(field, models.TextField)
        self.hint = f"{field.max_length} caractères au plus." if field.max_length else ""

    @classmethod
    def of(cls, model: type[models.Model], name: str) -> "OfField":
        return cls(field_of(model, name))

    def read(self, text: str) -> Any:
        text = text if self.lines else _NEW_LINES.sub(" ", text)
        most = self.field.max_length
        if most and len(text) > most:
            raise ValidationError(f"Raccourcissez : {most} caractères au plus, ici {len(text)}.")
        return self.field.clean(text, None)

    def write(self, value: Any) -> str:
        return tidy("" if value is None else str(value))


class Phone(OfField):
    hint = "Par exemple 03 21 21 62 16."

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        super().__init__(field)
        self.hint = Phone.hint

    def write(self, value: Any) -> str:
        return phones.display(value).replace("\u00a0", " ") if value else ""


class Email(OfField):
    def read(self, text: str) -> Any:
        return super().read(text.lower())

    def write(self, value: Any) -> str:
        return super().write(value).lower()


class YesNo(Kind):
    hint = "oui ou non."

    def read(self, text: str) -> bool:
        word = fold(text)
        if word not in YES_WORDS | NO_WORDS:
            raise ValidationError("Écrivez oui ou non.")
        return word in YES_WORDS

    def write(self, value: Any) -> str:
        return YES if value else NO


class Choice(Kind):
    """One of a list of words, by its French label or its code."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        self.labels = {str(code): str(label) for code, label in choices if code}
        self.codes = {
            fold(word): code for code, label in self.labels.items() for word in (code, label)
        }
        self.hint = f"Au choix : {', '.join(self.labels.values())}."

    def read(self, text: str) -> str:
        if not text:
            return ""
        if fold(text) not in self.codes:
            raise ValidationError(f"« {text[:60]} » n’est pas reconnu. {self.hint}")
        return self.codes[fold(text)]

    def write(self, value: Any) -> str:
        return self.labels.get(str(value), str(value))


class Several(Kind):
    """Several values in one cell, between semicolons or one a line; twice the same is once."""

    between = " ; "

    def __init__(self, one: Kind, hint: str = "") -> None:
        self.one = one
        self.hint = hint or f"Séparés par des points-virgules. {one.hint}"

    def read(self, text: str) -> list[Any]:
        pieces = (piece.strip() for piece in _BETWEEN.split(text))
        return list(dict.fromkeys(self.one.read(piece) for piece in pieces if piece))

    def write(self, value: Sequence[Any]) -> str:
        return self.between.join(self.one.write(each) for each in value)


def field_of(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        message = f"{name} is no column"
        raise TypeError(message)
    return field


def kind_of(field: "models.Field[Any, Any]") -> Kind:
    """The kind that a model's field calls for."""
    if isinstance(field, models.BooleanField):
        return YesNo()
    if field.choices:
        return Choice(field.flatchoices)
    return Email(field) if isinstance(field, models.EmailField) else OfField(field)


def default_of(field: "models.Field[Any, Any]", kind: Kind) -> str:
    """What an empty cell stands for."""
    default = field.default
    return "" if default is NOT_PROVIDED or callable(default) else kind.write(default)
