"""The blocks of menus and of the footer."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from wagtail.blocks import (
    CharBlock,
    ListBlock,
    PageChooserBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    URLBlock,
)

ADDRESS = RegexValidator(
    r"\A(/(?!/)|https?://)[^\s<>\"]*\Z",
    "Écrivez une adresse qui commence par / ou par https://. Par exemple\u00a0: /demarches/.",
)


class LinkBlock(StructBlock):
    """A page or an address, one of the two; the page's title where no label is given."""

    label = CharBlock(
        label="Libellé", max_length=40, required=False, help_text="Vide\u00a0: le titre de la page."
    )
    page = PageChooserBlock(label="Page", required=False)
    address = CharBlock(
        label="ou adresse",
        max_length=400,
        required=False,
        validators=[ADDRESS],
        help_text="Par exemple\u00a0: /demarches/.",
    )

    class Meta:
        label = "Lien"
        icon = "link"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            message = "Choisissez une page, ou écrivez une adresse\u00a0: l’une des deux."
            raise StructBlockValidationError({"page": ValidationError(message)})
        if cleaned["address"] and not cleaned["label"]:
            message = "Écrivez le libellé de cette adresse."
            raise StructBlockValidationError({"label": ValidationError(message)})
        return cleaned


class MenuBlock(StreamBlock):
    """The entries of the main menu."""

    link = LinkBlock()


class FooterColumnBlock(StructBlock):
    """A heading and its links."""

    title = CharBlock(label="Titre", max_length=40)
    links = ListBlock(LinkBlock(), label="Liens", max_num=8)

    class Meta:
        label = "Colonne"
        icon = "list-ul"


class FooterBlock(StreamBlock):
    """The columns of the footer."""

    column = FooterColumnBlock()


class NetworkBlock(StructBlock):
    """An account on a social network."""

    label = CharBlock(label="Nom du réseau", max_length=40)
    address = URLBlock(label="Adresse", max_length=400)

    class Meta:
        label = "Réseau"
        icon = "globe"


class SocialBlock(StreamBlock):
    """The accounts of the organisation elsewhere."""

    network = NetworkBlock()
