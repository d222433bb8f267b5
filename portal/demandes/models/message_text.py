"""The words that an organisation puts in the place of ours in its messages."""

from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin


class Event(models.TextChoices):
    """What a message tells; the values are the names of templates below emails/demandes/.

    Not those whose every word says what is asked of the person, such as a missing document.
    """

    FILED = "filed", "La demande est bien reçue"
    FORWARDED = "forwarded", "Elle change de service"
    REQUALIFIED = "requalified", "Elle change de démarche"
    MESSAGE = "message", "Un agent écrit à la personne"
    ANSWERED = "answered", "La réponse est envoyée"
    REOPENED = "reopened", "La demande est rouverte"
    WITHDRAWN = "withdrawn", "La personne a retiré sa demande"
    DUPLICATE = "duplicate", "Elle en rejoint une autre"


def cache_key(organisation: int) -> str:
    """Where the published texts of an organisation are kept."""
    return f"message_texts:{organisation}"


class MessageText(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """Subject and first paragraphs of one kind of message, in one organisation, once published.

    What the law wants said, the links and the way to reach the service stay ours.
    """

    organisation = models.ForeignKey(
        "directory.Organisation",
        models.CASCADE,
        related_name="message_texts",
        verbose_name="collectivité",
    )
    event = models.CharField("message", max_length=20, choices=Event)
    subject = models.CharField(
        "objet", max_length=120, blank=True, help_text="Vide\u00a0: l’objet habituel."
    )
    body = models.TextField("premiers paragraphes", max_length=3000)

    class Meta:
        verbose_name = "texte de message"
        verbose_name_plural = "textes des messages"
        ordering = ["organisation", "event"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "event"],
                name="one_text_per_message",
                violation_error_message="Ce message a déjà son texte\u00a0: modifiez celui-là.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} ({self.organisation})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        transaction.on_commit(self._forget)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        transaction.on_commit(self._forget)
        return super().delete(*args, **kwargs)

    def _forget(self) -> None:
        """Here at once, in processes that don't share this cache when it has aged."""
        cache.delete(cache_key(self.organisation_id))

    def serve_preview(self, _request: HttpRequest, _mode_name: str) -> HttpResponse:
        """The e-mail that an imaginary person would get."""
        from portal.demandes import message_text_preview  # noqa: PLC0415 (it draws what models hold)

        return message_text_preview.draw(self)

    def with_content_json(self, content: dict[str, Any]) -> "MessageText":
        """Wagtail's; a text doesn't change organisation with one of its revisions."""
        draft: MessageText = super().with_content_json(content)
        draft.organisation_id = self.organisation_id
        return draft
