"""What the index knows of each thing that may be found, and the words that lead to it."""

from django.db import models

from portal.directory.models import Organisation
from portal.procedures.models import Theme


class Kind(models.TextChoices):
    """What a result is, in the order in which results are grouped."""

    PROCEDURE = "procedure", "Démarches"
    SERVICE = "service", "Services"
    PAGE = "page", "Pages d’information"
    STATE_SHEET = "state_sheet", "Fiches de l’État"
    KNOWLEDGE = "knowledge", "Fiches internes"
    PARTNER = "partner", "Partenaires"


class SearchDocument(models.Model):
    """One thing that may be found; `organisation` is None for what every site proposes.

    Invariant: a demande is never here, and what is `internal` is never told to the public.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, related_name="+")
    internal = models.BooleanField(default=False)
    title = models.CharField(max_length=400)
    summary = models.TextField(blank=True)
    url = models.CharField(max_length=400)
    dated = models.DateField(null=True)
    weight = models.FloatField(default=1.0)
    passages = models.TextField(blank=True, default="")  # what its vectors are made from

    class Meta:
        verbose_name = "document de l’index"
        verbose_name_plural = "documents de l’index"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_document_per_thing")
        ]

    def __str__(self) -> str:
        return self.title


class Index(models.Model):
    """The one row that says which generation is read; who writes to the index locks it.

    `revision` is when it last changed, in nanoseconds, and always grows: what a process remembers
    of the index holds as long as that.
    `building` is the generation that the last rebuild is making; an older rebuild gives up.
    `learned` is the same as `revision`, of the vectors alone.
    """

    generation = models.PositiveIntegerField(default=1)
    building = models.PositiveIntegerField(default=1)
    revision = models.PositiveBigIntegerField(default=0)
    learned = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "index"
        verbose_name_plural = "index"

    def __str__(self) -> str:
        return f"{self.generation}.{self.revision}"


class Entry(models.Model):
    """What one document says, analysed: a line of stems for each field of the index."""

    generation = models.PositiveIntegerField()
    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="+")
    revision = models.PositiveBigIntegerField(default=0)
    text = models.TextField()

    class Meta:
        verbose_name = "entrée de l’index"
        verbose_name_plural = "entrées de l’index"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "generation"], name="one_entry_per_generation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} ({self.generation})"


class Posting(models.Model):
    """One stem: the documents that say it, and how much each is about it.

    Two packed lists of the same length, in the documents' order: their keys (four bytes each) and
    their impacts (one byte). One row a stem, so a search reads as many rows as it has words.
    """

    generation = models.PositiveIntegerField()
    stem = models.CharField(max_length=90)
    documents = models.BinaryField()
    impacts = models.BinaryField()

    class Meta:
        verbose_name = "liste de l’index"
        verbose_name_plural = "listes de l’index"
        constraints = [
            models.UniqueConstraint(fields=["generation", "stem"], name="one_posting_per_stem")
        ]

    def __str__(self) -> str:
        return self.stem


class Vector(models.Model):
    """What a document means: the vectors of its passages, packed one after the other.

    `said` and `model` are what they were made from and with; otherwise they are to be made again.
    """

    document = models.OneToOneField(
        SearchDocument, models.CASCADE, primary_key=True, related_name="+"
    )
    said = models.TextField()
    model = models.CharField(max_length=40)
    packed = models.BinaryField()

    class Meta:
        verbose_name = "vecteur de l’index"
        verbose_name_plural = "vecteurs de l’index"

    def __str__(self) -> str:
        return str(self.document_id)


class Word(models.Model):
    """A word as titles and summaries write it: what a misspelt one may have been meant for."""

    written = models.CharField(max_length=40, primary_key=True)
    folded = models.CharField(max_length=40, db_index=True)
    stem = models.CharField(max_length=40)

    class Meta:
        verbose_name = "mot de l’index"
        verbose_name_plural = "mots de l’index"

    def __str__(self) -> str:
        return self.written


class Chosen(models.Model):
    """How often a document was chosen among those found for some words; nothing says by whom."""

    words = models.CharField(max_length=200)
    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "résultat choisi"
        verbose_name_plural = "résultats choisis"
        constraints = [
            models.UniqueConstraint(fields=["words", "document"], name="chosen_once_per_words")
        ]

    def __str__(self) -> str:
        return f"{self.words} : {self.document_id}"
