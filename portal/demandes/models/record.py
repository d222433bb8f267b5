"""What the rows of demandes have in common."""

from django.db import models


class Record(models.Model):
    """A row that Wagtail's index of references leaves alone: it would add a task to every save."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
