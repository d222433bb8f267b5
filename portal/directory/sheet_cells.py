"""Cells of the directory's spreadsheets: opening hours, communes, roles, codes of services."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from portal.directory.roles import Role
from portal.directory.week_words import EXAMPLE, read_week, write_week
from portal.spreadsheets.kinds import Choice, Kind

CODE = re.compile(r"[-a-zA-Z0-9_]{1,60}")
INSEE = re.compile(r"\d[\dAB]\d{3}")


class Code(Kind):
    """The code of a row that exists, or that the file creates: the book looks."""

    hint = "Son code."

    def read(self, text: str) -> str:
        if text and not CODE.fullmatch(text):
            raise ValidationError(
                f"« {text[:60]} » n’est pas un code : lettres, chiffres et tirets."
            )
        return text

    def write(self, value: Any) -> str:
        return str(value or "")


class Insee(Kind):
    """A commune's code; the first zero that a spreadsheet drops comes back."""

    hint = "Leur code INSEE, comme 62041 ou 01004."

    def read(self, text: str) -> str:
        code = text.upper().zfill(5) if text.isdigit() and len(text) == 4 else text.upper()
        if not INSEE.fullmatch(code):
            raise ValidationError(f"« {text[:20]} » n’est pas un code INSEE : il a 5 caractères.")
        return code

    def write(self, value: Any) -> str:
        return str(value)


class Week(Kind):
    hint = f"Par exemple : {EXAMPLE}."

    def read(self, text: str) -> Any:
        try:
            return read_week(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def write(self, value: Any) -> str:
        return write_week(value)


class Held(Kind):
    """« voirie : Traitement des demandes », the role by its label or its code."""

    roles = Choice(Role.choices)
    hint = f"Le code du service, deux points, le rôle. {roles.hint}"

    def read(self, text: str) -> tuple[str, str]:
        code, colon, role = (piece.strip() for piece in text.partition(":"))
        if not (colon and role and CODE.fullmatch(code)):
            raise ValidationError(
                f"« {text[:60]} » n’est pas lisible. Écrivez par exemple : "
                f"voirie : {Role.OFFICER.label}."
            )
        return code, self.roles.read(role)

    def write(self, value: tuple[str, str]) -> str:
        code, role = value
        return f"{code} : {self.roles.write(role)}"
