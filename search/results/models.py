"""What is remembered of searches (words, never who), and what is proposed while one types."""

from django.db import models

from portal.directory.models import Organisation
from search.index.models import Kind
from search.results.querysets import PhraseQuerySet, SearchedQuerySet


class Searched(models.Model):
    """The same words, searched so many times on a site, by the public or by agents.

    Invariant: the words are written once enough people have typed them; before, a salted hash
    stands for them. Nobody's name, address or session is here, and nothing is kept a year after
    `first_on`.
    """

    digest = models.CharField("empreinte", max_length=64, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", verbose_name="site"
    )
    staff = models.BooleanField("par des agents", default=False)
    words = models.CharField("mots cherchés", max_length=60, blank=True)
    asked = models.PositiveIntegerField("recherches", default=1)
    found = models.PositiveSmallIntegerField("résultats", default=0)
    chosen = models.PositiveIntegerField("résultats ouverts", default=0)
    first_on = models.DateField("depuis le")
    last_on = models.DateField("dernière fois le")

    objects = SearchedQuerySet.as_manager()

    class Meta:
        verbose_name = "recherche"
        ordering = ["-asked", "pk"]

    def __str__(self) -> str:
        return self.words or "…"


class Phrase(models.Model):
    """Something to propose to whoever types its beginning: a title, or words of residents.

    Invariant: made again from the index and the procedures (`phrases.refresh`), never edited.
    `folded` begins with a space, so that every word of it does.
    """

    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    text = models.CharField(max_length=120)
    folded = models.CharField(max_length=140)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    internal = models.BooleanField(default=False)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition de recherche"
        verbose_name_plural = "propositions de recherche"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
