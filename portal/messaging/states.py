"""What an outbound message is, and its states."""

from django.db import models


class Medium(models.TextChoices):
    EMAIL = "email", "Courriel"
    SMS = "sms", "SMS"


class State(models.TextChoices):
    """queued → sending → sent; or back to queued, failed for good, uncertain after a crash."""

    QUEUED = "queued", "En attente d’envoi"
    SENDING = "sending", "Envoi en cours"
    SENT = "sent", "Envoyé"
    FAILED = "failed", "Non remis"
    UNCERTAIN = "uncertain", "Envoi incertain"

    @property
    def tone(self) -> str:
        """How the look shows it, beside the words."""
        return TONES.get(self, "")

    @classmethod
    def resendable(cls) -> "tuple[State, State]":
        """Where only a person may decide to send again."""
        return cls.FAILED, cls.UNCERTAIN


TONES = {State.SENT: "good", State.UNCERTAIN: "warn", State.FAILED: "bad"}
SILENT = "{server} n’a pas répondu pendant 48 heures."
REASONS = {
    "connection": SILENT,
    "timeout": SILENT,
    "smtp_550": "L’adresse n’existe pas, ou refuse nos messages.",
    "smtp_552": "La boîte du destinataire est pleine.",
    "address": "L’adresse est mal écrite : aucun message ne peut y arriver.",
    "erased": "Le message a été effacé avant d’être envoyé.",
    "withheld": "Des précautions ont été prises entre-temps : ce message n’est pas parti.",
    "no_provider": "Aucun prestataire de SMS n’est configuré.",
}
SERVERS = {
    Medium.EMAIL: "Le serveur de messagerie",
    Medium.SMS: "Le prestataire de SMS",
}


def explain(state: State, error: str, medium: Medium) -> str:
    """A sentence on a message that failed or is in doubt; nothing to say of the others."""
    if state == State.UNCERTAIN:
        return "L’envoi a été interrompu : le message est peut-être arrivé."
    if state == State.FAILED:
        code = error.removeprefix("smtp_").removeprefix("http_")
        refused = f"{{server}} a refusé le message (code {code})."
        return REASONS.get(error, refused).format(server=SERVERS[medium])
    return ""
