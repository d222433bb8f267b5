"""Whom a demande is for, and how the filer can be reached without harm; copied on each demande."""

from django.db import models

from portal.demandes.models.record import Record


class Beneficiary(Record):
    """For whom somebody else files. There is no table of persons (design, decision 5).

    `untold`: why the beneficiary isn't told that a demande exists; blank when they are.
    """

    class Link(models.TextChoices):
        PARENT = "parent", "Son parent"
        GUARDIAN = "guardian", "La personne chargée de sa protection (tuteur, curateur)"
        RELATIVE = "relative", "Un proche"
        SOCIAL_WORKER = "social_worker", "Un travailleur social"
        ASSOCIATION = "association", "Une association"
        OTHER = "other", "Autre"

    class Untold(models.TextChoices):
        KNOWS = "knows", "Elle le sait déjà"
        SAFETY = "safety", "La prévenir mettrait quelqu’un en danger"
        MINOR = "minor", "C’est un enfant mineur"
        PROTECTED = "protected", "C’est un adulte protégé, et je le représente"
        UNABLE = "unable", "Son état de santé ne le permet pas"
        OTHER = "other", "Une autre raison"

    for_other = models.BooleanField("pour une autre personne", default=False)
    link = models.CharField("lien", max_length=13, choices=Link, blank=True)
    beneficiary_first_name = models.CharField("prénom du bénéficiaire", max_length=80, blank=True)
    beneficiary_last_name = models.CharField("nom du bénéficiaire", max_length=80, blank=True)
    beneficiary_email = models.EmailField("e-mail du bénéficiaire", blank=True)
    beneficiary_phone = models.CharField("téléphone du bénéficiaire", max_length=20, blank=True)
    untold = models.CharField("pourquoi ne pas prévenir", max_length=9, choices=Untold, blank=True)
    untold_why = models.CharField("raison en clair", max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def beneficiary_name(self) -> str:
        return f"{self.beneficiary_first_name} {self.beneficiary_last_name}".strip()

    @property
    def lacks_beneficiary(self) -> bool:
        """Whether it is for somebody of whom the name or the link is still missing."""
        named = self.beneficiary_first_name and self.beneficiary_last_name and self.link
        return self.for_other and not named


class SafeContact(Record):
    """What must not be done to reach the filer: victims of violence, shared telephones.

    Part of the envelope: whoever may call or write must see it.
    """

    no_voicemail = models.BooleanField("pas de message vocal", default=False)
    no_sms = models.BooleanField("pas de SMS", default=False)
    no_letter = models.BooleanField("pas de courrier au domicile", default=False)
    no_email = models.BooleanField("pas d’e-mail", default=False)
    neutral = models.BooleanField("mots neutres", default=False)

    class Meta:
        abstract = True

    @property
    def cautions(self) -> list[str]:
        """The columns that are set, in their order."""
        return [name for name in CAUTIONS if getattr(self, name)]

    @property
    def forbidden(self) -> str:
        """« ne laissez pas de message vocal, n’envoyez pas de SMS »; blank without a caution."""
        return ", ".join(CAUTIONS[name] for name in self.cautions)


# What each caution forbids agents to do.
CAUTIONS = {
    "no_voicemail": "ne laissez pas de message vocal",
    "no_sms": "n’envoyez pas de SMS",
    "no_letter": "n’écrivez pas au domicile",
    "no_email": "n’envoyez pas d’e-mail",
    "neutral": "ne nommez ni le service ni la démarche",
}


def copied(record: Beneficiary | SafeContact) -> dict[str, object]:
    """The columns of both, as a draft hands them to its demande."""
    fields = [*Beneficiary._meta.get_fields(), *SafeContact._meta.get_fields()]
    return {field.name: getattr(record, field.name) for field in fields}
