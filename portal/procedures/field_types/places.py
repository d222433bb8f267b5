"""Fields that say where: commune, postal address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse_lazy

from portal.directory.commune_names import formerly
from portal.directory.models import Commune as CommuneModel
from portal.procedures.field_types.base import FieldType, Part, Values

MOST_CHOICES = 12


class ChoiceOfCommune(forms.CharField):
    """The INSEE code behind the name: blank until the browser, or the person, has chosen."""

    widget: Any = forms.HiddenInput

    def offer(self, communes: list[CommuneModel]) -> None:
        """Turns into radio buttons, when a name or a postal code is that of several communes."""
        self.required = True
        self.widget = forms.RadioSelect(
            choices=[(commune.insee, _told_apart(commune)) for commune in communes]
        )


class Commune(FieldType):
    """A commune, by its name or postal code; kept as its INSEE code.

    The script of `commune.js` helps to choose; without it the server looks the words up, and asks
    which one when several are meant.
    """

    code, label = "commune", "Commune"
    judged_on = "insee"

    def parts(self) -> dict[str, Part]:
        widget = forms.TextInput(
            {
                "autocomplete": "off",
                "spellcheck": "false",
                "data-communes": reverse_lazy("communes"),
            }
        )
        missing = f"Indiquez le nom ou le code postal de la commune pour « {self.field.label} »."
        common = self.common(missing)
        common["help_text"] = self.field.help or "Nom ou code postal"
        typed = forms.CharField(max_length=80, widget=widget, **common)
        chosen = ChoiceOfCommune(max_length=5, required=False, label="Quelle commune ?")
        return {"": Part(typed), "insee": Part(chosen)}

    def answer(self, values: Values) -> Any:
        typed = (values.get("") or "").strip()
        if not typed:
            return None
        found = candidates(typed)
        chosen = [commune for commune in found if commune.insee == values.get("insee")]
        if len(chosen or found) == 1:
            return (chosen or found)[0].insee
        if not found:
            message = "Commune introuvable. Essayez avec son code postal, par exemple 62000."
            raise ValidationError({"": message})
        raise ChooseCommune(found)

    def initial(self, answer: Any) -> dict[str, Any]:
        commune = CommuneModel.objects.filter(pk=answer).first() if answer else None
        return {"": commune.name if commune else "", "insee": commune.insee if commune else ""}

    def display(self, answer: Any) -> str:
        commune = CommuneModel.objects.filter(pk=answer).first()
        return str(commune) if commune else str(answer)


class ChooseCommune(ValidationError):
    """Several communes answer to what was typed: the page comes back with them."""

    def __init__(self, communes: list[CommuneModel]) -> None:
        message = "Plusieurs communes correspondent : choisissez la vôtre."
        super().__init__({"insee": message})
        self.communes = communes


def _told_apart(commune: CommuneModel) -> str:
    """« Saint-Laurent-Blangy, 62223, anciennement Imercourt »."""
    parts = commune.name, commune.postal_codes, formerly(commune.former_names)
    return ", ".join(filter(None, parts))


def candidates(typed: str) -> list[CommuneModel]:
    """The communes meant by these words: those of that name, now or before, else that begin so.

    « Arras (62) », as the browser writes a choice, is read as well.
    """
    name, _, department = typed.partition("(")
    name, department = name.strip(), department.strip(" )")
    found = CommuneModel.objects.matching(name)
    if department:
        found = found.filter(department=department)
    communes = list(found[: MOST_CHOICES * 4])
    if not name.isdigit():
        exact = [commune for commune in communes if commune.is_called(name)]
        communes = exact or communes
    return communes[:MOST_CHOICES]


POSTAL_CODE = RegexValidator(r"\A[0-9]{5}\Z", "Le code postal a cinq chiffres, par exemple 62000.")


def address_parts(*, street: str, required: bool) -> dict[str, forms.Field]:
    """Number and street (under the name given), postal code and town."""

    def text(label: str, length: int, missing: str, **attrs: str) -> forms.CharField:
        return forms.CharField(
            label=label,
            max_length=length,
            required=required,
            widget=forms.TextInput(attrs),
            error_messages={"required": missing},
        )

    postal_code = text(
        "Code postal",
        5,
        "Indiquez le code postal, par exemple 62000.",
        autocomplete="postal-code",
        inputmode="numeric",
    )
    postal_code.validators.append(POSTAL_CODE)
    postal_code.error_messages["max_length"] = POSTAL_CODE.message
    return {
        street: text(
            "Numéro et rue",
            160,
            "Indiquez le numéro et la rue, par exemple 12 rue des Tanneurs.",
            autocomplete="address-line1",
        ),
        "postal_code": postal_code,
        "city": text("Ville", 80, "Indiquez la ville.", autocomplete="address-level2"),
    }


class Address(FieldType):
    """A postal address; kept as street, postal_code and city."""

    code, label = "address", "Adresse postale"
    composite = True
    judged_on = "city"

    def parts(self) -> dict[str, Part]:
        built = address_parts(street="street", required=self.field.required)
        return {name: Part(part) for name, part in built.items()}

    def answer(self, values: Values) -> Any:
        parts = {name: values.get(name) or "" for name in ("street", "postal_code", "city")}
        return parts if any(parts.values()) else None

    def initial(self, answer: Any) -> dict[str, Any]:
        return answer or {}

    def display(self, answer: Any) -> list[str]:
        lines = [
            answer.get("street", ""),
            f"{answer.get('postal_code', '')} {answer.get('city', '')}",
        ]
        return [line.strip() for line in lines if line.strip()]
