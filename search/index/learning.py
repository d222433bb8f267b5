"""Giving documents their vectors, a few at a time: what a change or a kill leaves is taken up."""

from collections.abc import Mapping
from datetime import timedelta
from time import time_ns
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from portal.tasks.retry import retrying
from search.index import embedding
from search.index.entries import locked
from search.index.models import SearchDocument, Vector

AT_ONCE: Final = 8  # documents learned together: three seconds, for what is urgent waits behind


def unlearned() -> "QuerySet[SearchDocument]":
    """The documents whose vectors are missing, or were made from what they no longer say."""
    fresh = Vector.objects.filter(
        document=OuterRef("pk"), said=OuterRef("passages"), model=embedding.MODEL
    )
    return SearchDocument.objects.exclude(passages="").exclude(Exists(fresh))


def learn() -> int:
    """Give the next documents their vectors; how many they were.

    Nothing is locked while they are made, so of two at once both may make the same: no harm.
    """
    wanting = dict(unlearned().order_by("pk").values_list("pk", "passages")[:AT_ONCE])
    made = {pk: embedding.of_passages(said.split("\n")) for pk, said in wanting.items()}
    if made:
        _keep(wanting, made)
    return len(made)


@transaction.atomic
def _keep(said: Mapping[int, str], made: Mapping[int, bytes]) -> None:
    """Write the vectors of the documents that are still there, and say that there are new ones."""
    index = locked()
    there = SearchDocument.objects.filter(pk__in=made).order_by("pk")
    Vector.objects.bulk_create(
        [
            Vector(document_id=pk, said=said[pk], model=embedding.MODEL, packed=made[pk])
            for pk in there.values_list("pk", flat=True)
        ],
        update_conflicts=True,
        update_fields=["said", "model", "packed"],
        unique_fields=["document"],
    )
    index.learned = max(index.learned + 1, time_ns())
    index.save(update_fields=["learned"])


def learn_later() -> None:
    """Have vectors made in the background, unless meaning is off or somebody is about to."""
    waiting = DBTaskResult.objects.filter(
        task_path=go_on.module_path, status=TaskResultStatus.READY
    )
    if embedding.is_on() and not waiting.exists():
        go_on.enqueue()


@task(priority=-10)
@retrying(during=timedelta(days=1), on=Exception)
def go_on() -> None:
    """Give a few documents their vectors and leave the others to a next task: mail goes first."""
    if embedding.is_on() and learn():
        learn_later()
