"""Who asks: a person, a company or an association (CRPA, R112-9-1)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from portal.procedures.field_types.base import FieldType, Part, Values, when
from portal.procedures.field_types.places import address_parts
from portal.procedures.field_types.written import PhoneField, email_field
from portal.text import phones

PERSON, COMPANY, ASSOCIATION = "person", "company", "association"
KINDS = {PERSON: "Une personne", COMPANY: "Une entreprise", ASSOCIATION: "Une association"}
ADDRESS = ("address", "postal_code", "city")
LA_POSTE = "356000000"  # its establishments' numbers sum to a multiple of five, not of ten by Luhn


def is_siret(number: str) -> bool:
    """Whether these 14 digits are a valid SIRET (Luhn's sum; La Poste's own rule)."""
    if len(number) != 14 or not (number.isascii() and number.isdigit()):
        return False
    digits = [int(digit) for digit in number]
    if number.startswith(LA_POSTE) and sum(digits) % 5 == 0:
        return True
    doubled = (digit * 2 for digit in digits[::2])
    return (sum(n - 9 if n > 9 else n for n in doubled) + sum(digits[1::2])) % 10 == 0


class SiretField(forms.CharField):
    """A company's establishment number: spaces are let through, the check sum isn't."""

    def clean(self, value: Any) -> str:
        number = "".join(super().clean(value).split())
        if number and not is_siret(number):
            raise ValidationError(
                "Vérifiez le numéro SIRET : il a 14 chiffres, par exemple 732 829 320 00074."
            )
        return number


class Identity(FieldType):
    """Who files: kept as one object whose `kind` says which of the parts are filled.

    A person gives name, first name, e-mail and postal address; a company its SIRET and an
    association its RNA number, with someone to write to.
    """

    code, label = "identity", "Identité"
    limits = ("kinds",)
    composite = True
    judged_on = "kind"

    def kinds(self) -> tuple[str, ...]:
        return self.field.kinds or tuple(KINDS)

    def parts(self) -> dict[str, Part]:
        kinds, required = self.kinds(), self.field.required
        parts: dict[str, Part] = {}
        if len(kinds) > 1:
            parts["kind"] = Part(_kind_field(kinds, required))
        for kind, name, number in ((COMPANY, "siret", _siret), (ASSOCIATION, "rna", _rna)):
            if kind in kinds:
                parts[name] = Part(number(required), when("kind", kind) if len(kinds) > 1 else None)
        if bodies := [kind for kind in kinds if kind != PERSON]:
            parts["name"] = Part(_body_name(), when("kind", *bodies) if PERSON in kinds else None)
        parts |= {name: Part(built) for name, built in _contact_fields(required).items()}
        if PERSON in kinds:
            condition = when("kind", PERSON) if len(kinds) > 1 else None
            address = address_parts(street="address", required=required)
            parts |= {name: Part(address[name], condition) for name in ADDRESS}
        return parts

    def answer(self, values: Values) -> Any:
        kept = {name: value for name, value in values.items() if value and name != "kind"}
        if not kept:
            return None
        return {"kind": values.get("kind") or self.kinds()[0]} | kept

    def initial(self, answer: Any) -> dict[str, Any]:
        answer = dict(answer or {"kind": self.kinds()[0]})
        if answer.get("phone"):
            answer["phone"] = phones.display(answer["phone"])
        return answer

    def display(self, answer: Any) -> list[str]:
        lines = [
            answer.get("name", ""),
            f"{answer.get('first_name', '')} {answer.get('last_name', '')}",
            f"SIRET {answer['siret']}" if answer.get("siret") else "",
            f"RNA {answer['rna']}" if answer.get("rna") else "",
            answer.get("email", ""),
            phones.display(answer["phone"]) if answer.get("phone") else "",
            answer.get("address", ""),
            f"{answer.get('postal_code', '')} {answer.get('city', '')}",
        ]
        return [line.strip() for line in lines if line.strip()]

    def problems(self) -> list[str]:
        unknown = set(self.field.kinds) - set(KINDS)
        return (
            [f"« {self.field.label} » : identité inconnue ({', '.join(sorted(unknown))})."]
            if unknown
            else []
        )


def _kind_field(kinds: tuple[str, ...], required: bool) -> forms.Field:
    return forms.ChoiceField(
        label="Vous êtes",
        choices=[(kind, KINDS[kind]) for kind in kinds],
        required=required,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites si vous êtes une personne, une entreprise ou une association."
        },
    )


def _siret(required: bool) -> forms.Field:
    return SiretField(
        label="Numéro SIRET",
        help_text="14 chiffres",
        max_length=20,
        required=required,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Indiquez le numéro SIRET de l’entreprise, 14 chiffres."},
    )


def _rna(required: bool) -> forms.Field:
    message = "Vérifiez le numéro RNA : la lettre W et 9 chiffres, par exemple W621000123."
    return forms.RegexField(
        r"\A[Ww][0-9]{9}\Z",
        label="Numéro RNA",
        help_text="La lettre W et 9 chiffres",
        max_length=10,
        required=required,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": "Indiquez le numéro RNA de l’association.",
            "invalid": message,
            "max_length": message,
        },
    )


def _body_name() -> forms.Field:
    """Optional: the number is what identifies (CRPA, R112-9-1)."""
    return forms.CharField(
        label="Nom de l’entreprise ou de l’association",
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )


NAME = RegexValidator(r"[^\W\d_]", "Écrivez ce nom en lettres.")


def _contact_fields(required: bool) -> dict[str, forms.Field]:
    def name(label: str, missing: str, autocomplete: str) -> forms.Field:
        return forms.CharField(
            label=label,
            max_length=80,
            required=required,
            validators=[NAME],
            widget=forms.TextInput({"autocomplete": autocomplete, "spellcheck": "false"}),
            error_messages={"required": missing},
        )

    return {
        "last_name": name("Nom", "Indiquez votre nom.", "family-name"),
        "first_name": name("Prénom", "Indiquez votre prénom.", "given-name"),
        "email": email_field(
            label="Adresse e-mail",
            help_text="Pour vous envoyer l’accusé de réception et la réponse.",
            required=required,
            error_messages={
                "required": "Indiquez votre adresse e-mail, par exemple nom@exemple.fr."
            },
        ),
        "phone": PhoneField(label="Téléphone", required=False),
    }
