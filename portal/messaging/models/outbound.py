"""The messages that leave: what they say, to whom, and what became of them."""

from django.db import models
from django.db.models import Q

from portal.messaging.querysets import OutboundMessageQuerySet
from portal.messaging.states import Medium, State, explain


class OutboundMessage(models.Model):
    """One e-mail or SMS, rendered once and for all. Its key makes it unique: it is sent once.

    `topic` says what it is about in plain words ("demande:12"): this package knows no demande.
    Erasing it blanks the person and the words, and keeps dates and state.
    """

    key = models.CharField("clé", max_length=160, unique=True)
    topic = models.CharField("sujet suivi", max_length=80)
    medium = models.CharField("forme", max_length=5, choices=Medium, default=Medium.EMAIL)
    sender_name = models.CharField("expéditeur", max_length=120)
    reply_to = models.EmailField("adresse de réponse", blank=True)
    recipient = models.CharField("destinataire", max_length=254, blank=True)
    subject = models.CharField("objet", max_length=200, blank=True)
    text = models.TextField("texte", blank=True)
    html = models.TextField("HTML", blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED)
    message_id = models.CharField("identifiant du message", max_length=120, unique=True)
    attempts = models.PositiveIntegerField("essais", default=0)
    error = models.CharField("dernière erreur", max_length=20, blank=True)
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    queued_at = models.DateTimeField("confié à l’envoi le")
    next_try_at = models.DateTimeField("prochain essai", null=True)
    sending_at = models.DateTimeField("début du dernier essai", null=True)
    sent_at = models.DateTimeField("envoyé le", null=True)
    erased_at = models.DateTimeField("effacé le", null=True)
    resent_by = models.PositiveBigIntegerField("renvoyé par (compte)", null=True)

    objects = OutboundMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message sortant"
        verbose_name_plural = "messages sortants"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["topic", "-id"], name="outbound_topic"),
            models.Index(fields=["state", "next_try_at"], name="outbound_state_next_try"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="outbound_state_known"
            ),
            models.CheckConstraint(
                condition=Q(medium=Medium.EMAIL)
                | Q(medium=Medium.SMS, subject="", html="", reply_to=""),
                name="outbound_sms_is_only_text",
            ),
            models.CheckConstraint(
                condition=Q(state=State.QUEUED, next_try_at__isnull=False)
                | (~Q(state=State.QUEUED) & Q(next_try_at__isnull=True)),
                name="outbound_queued_has_next_try",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
                name="outbound_sent_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.SENDING, State.UNCERTAIN))
                | Q(sending_at__isnull=False),
                name="outbound_sending_has_date",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, recipient__gt="")
                | Q(erased_at__isnull=False, recipient="", subject="", text="", html=""),
                name="outbound_recipient_unless_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        """Its subject; an SMS has none, and an erased e-mail no more."""
        return self.subject or ("SMS" if self.medium == Medium.SMS else "E-mail effacé")

    @property
    def tone(self) -> str:
        return State(self.state).tone

    @property
    def explanation(self) -> str:
        """Why the message didn't arrive, or may not have, for whoever must decide."""
        return explain(State(self.state), self.error, Medium(self.medium))

    @property
    def can_be_resent(self) -> bool:
        return self.state in State.resendable() and self.erased_at is None
