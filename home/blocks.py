"""The few blocks that public pages are made of, and the field that holds them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

from home.choosers import ProcedureChooserBlock, ServiceChooserBlock
from portal.directory.models import Service
from portal.procedures.models import Procedure
from portal.ui.lasting import lasts_until

TEXT_FEATURES = ["bold", "ol", "ul", "link", "document-link"]
MOST_COLUMNS = 6
NO_CAPTION = "Donnez un titre au tableau\u00a0: il dit ce que l’on y trouve."
NO_HEADING = "Donnez un titre à chaque colonne."
TOO_WIDE = f"Un tableau a {MOST_COLUMNS} colonnes au plus\u00a0: il doit se lire sur un téléphone."


class NoticeBlock(StructBlock):
    """One thing to know."""

    tone = ChoiceBlock(
        label="Ton",
        choices=[("info", "Information"), ("good", "Bonne nouvelle"), ("warn", "Attention")],
        default="info",
    )
    text = TextBlock(label="Texte", max_length=600)

    class Meta:
        label = "Encadré"
        icon = "info-circle"
        template = "home/blocks/notice.html"
        description = "Une chose à savoir, mise en avant."
        preview_value = {"tone": "info", "text": "La mairie annexe ferme à 16 h le vendredi."}


class PictureBlock(ImageBlock):
    """A picture, with what it tells or marked as decorative: Wagtail wants one of the two."""

    class Meta:
        label = "Image"
        icon = "image"
        template = "home/blocks/picture.html"
        description = "Une image, avec le texte qui la remplace pour qui ne la voit pas."


class ProceduresBlock(StructBlock):
    """Procedures to follow online."""

    title = CharBlock(label="Titre", max_length=80, default="Vos démarches")
    procedures = ListBlock(ProcedureChooserBlock(label="Démarche"), label="Démarches", max_num=8)

    class Meta:
        label = "Démarches"
        icon = "form"
        template = "home/blocks/procedures.html"
        description = "Des démarches à faire en ligne."

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `live`: those that are still offered."""
        live = [each for each in value["procedures"] if each and each.live]
        return super().get_context(value, parent_context) | {"live": live}

    def get_preview_value(self) -> Any:
        live = list(Procedure.objects.live().order_by("title")[:2])
        return self.normalize({"title": "Vos démarches", "procedures": live})


class ContactBlock(StructBlock):
    """How to reach a service."""

    service = ServiceChooserBlock(label="Service")

    class Meta:
        label = "Contact d’un service"
        icon = "mail"
        template = "home/blocks/contact.html"
        description = "Téléphone, e-mail et horaires, tenus à jour par l’annuaire."

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `found` (None for a service that is no more) and `status`."""
        context, chosen = super().get_context(value, parent_context), value["service"]
        services = Service.objects.active().with_hours()
        found = services.filter(pk=chosen.pk).first() if chosen else None
        if found is None:
            return context | {"found": None, "status": None}
        schedule, now = found.schedule(), timezone.now()
        if request := context.get("request"):
            lasts_until(request, schedule.lasts_until(now))
        return context | {"found": found, "status": schedule.status_if_told(now)}

    def get_preview_value(self) -> Any:
        return self.normalize({"service": Service.objects.active().first()})


class QuestionBlock(StructBlock):
    """A question that opens on its answer."""

    question = CharBlock(label="Question", max_length=160)
    answer = RichTextBlock(label="Réponse", features=TEXT_FEATURES, max_length=3000)

    class Meta:
        label = "Question et réponse"
        icon = "help"
        template = "home/blocks/question.html"
        description = "Une question, qui s’ouvre sur sa réponse."
        preview_value = {
            "question": "Faut-il un rendez-vous ?",
            "answer": "<p>Non. Venez aux heures d’ouverture.</p>",
        }


class TableBlock(TypedTableBlock):
    """A table that is read aloud well: a caption, and a heading for each column."""

    text = CharBlock(label="Texte", required=False, max_length=300)
    rich = RichTextBlock(label="Texte avec liens", required=False, features=TEXT_FEATURES)

    class Meta:
        label = "Tableau"
        icon = "table"
        template = "home/blocks/table.html"
        description = "Des lignes et des colonnes, chacune avec son titre."

    def clean(self, table: TypedTable) -> TypedTable:
        cleaned = super().clean(table)
        if cleaned.columns and not cleaned.caption.strip():
            raise ValidationError(NO_CAPTION)
        if any(not column["heading"].strip() for column in cleaned.columns):
            raise ValidationError(NO_HEADING)
        if len(cleaned.columns) > MOST_COLUMNS:
            raise ValidationError(TOO_WIDE)
        return cleaned

    def get_preview_value(self) -> TypedTable:
        rows = [["Moins de 18 ans", "Gratuit"], ["Adulte", "12 euros par an"]]
        column = {"type": "text", "heading": ""}
        return self.to_python(
            {
                "columns": [column | {"heading": each} for each in ("Public", "Prix")],
                "rows": [{"values": row} for row in rows],
                "caption": "Prix de la carte de médiathèque",
            }
        )


class ContentBlock(StreamBlock):
    """What the text of a page is made of."""

    heading = CharBlock(
        label="Titre",
        max_length=120,
        icon="title",
        template="home/blocks/heading.html",
        description="Le titre d’une partie.",
        preview_value="Comment faire la demande",
    )
    text = RichTextBlock(
        label="Texte",
        features=TEXT_FEATURES,
        max_length=20_000,
        description="Des paragraphes, des listes, des liens.",
        preview_value="<p>Vous pouvez le faire <b>en ligne</b>, au guichet ou par courrier.</p>",
    )
    notice = NoticeBlock()
    picture = PictureBlock()
    procedures = ProceduresBlock()
    contact = ContactBlock()
    question = QuestionBlock()
    table = TableBlock()
    document = DocumentChooserBlock(
        label="Document",
        template="home/blocks/document.html",
        description="Un document à lire ou à imprimer, avec son format et son poids.",
    )
    place = PageChooserBlock(
        page_type="home.PlacePage",
        label="Lieu",
        icon="site",
        template="home/blocks/place.html",
        description="Un lieu\u00a0: son adresse, et le lien vers sa page et son plan.",
    )

    class Meta:
        block_counts = {"picture": {"max_num": 12}, "contact": {"max_num": 4}}
        max_num = 80


class ContentField(StreamField):
    """A StreamField of content, its blocks kept out of migrations: editing one makes none."""

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types or ContentBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
