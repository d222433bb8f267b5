"""What changes is indexed anew: tasks enqueued in the transaction of the change.

One of the two uses of signals that the design allows: saved and deleted (publishing and
unpublishing save), moved, renamed.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from home.knowledge.models import KnowledgePage, Partner
from home.models import ServicePage
from portal.directory.models import Organisation, Service
from portal.procedures.models import Procedure, Theme
from portal.tasks import bulk
from search.index.models import Kind, SearchDocument
from search.index.tasks import index_later
from search.sources.pages import page_types
from search.sources.tasks import index_many

OWN_WORDS = frozenset({"search_title", "search_text"})  # what a procedure keeps of itself


def connect() -> None:
    """Hear of what may be found; called once, when the apps have loaded."""
    for saved in (post_save, post_delete):
        saved.connect(_procedure, sender=Procedure)
        saved.connect(_organisation, sender=Organisation)
        saved.connect(_service, sender=Service)
        saved.connect(_sheet, sender=KnowledgePage)
        saved.connect(_partner, sender=Partner)
        saved.connect(_restriction, sender=PageViewRestriction)
        for model in page_types():
            saved.connect(_page, sender=model)
    post_save.connect(_theme, sender=Theme)
    post_page_move.connect(_moved)


def changed(kind: Kind, rows: Iterable[Model | int]) -> None:
    """Index these rows, by their keys, or forget them; a bulk of changes is indexed as it ends."""
    keys = {(kind, str(row.pk if isinstance(row, Model) else row)) for row in rows}
    if not bulk.put_off(_index, keys):
        _index(keys)


def _index(keys: set[tuple[Kind, str]]) -> None:
    for kind in Kind:
        found = sorted(key for of, key in keys if of == kind)
        if len(found) == 1:
            index_later(kind, found[0])
        elif found:
            index_many.enqueue(kind, found)


def _procedure(
    instance: Procedure, update_fields: frozenset[str] | None = None, **_signal: Any
) -> None:
    if update_fields is None or not update_fields <= OWN_WORDS:
        changed(Kind.PROCEDURE, [instance])


def _theme(instance: Theme, created: bool, **_signal: Any) -> None:
    """A theme's name is among its procedures' words."""
    if not created:
        changed(Kind.PROCEDURE, _keys(Procedure.objects.filter(theme=instance)))


def _organisation(instance: Organisation, **_signal: Any) -> None:
    """Its name is told of its services; the pages of its site are found there alone."""
    changed(Kind.SERVICE, _keys(Service.objects.filter(organisation=instance.pk)))
    indexed = SearchDocument.objects.filter(kind=Kind.PAGE, organisation=instance.pk)
    pages = {int(key) for key in indexed.values_list("key", flat=True)}
    if instance.site is not None:
        pages.update(_keys(_below(instance.site.root_page)))
    changed(Kind.PAGE, pages)


def _service(instance: Service, created: bool = False, **_signal: Any) -> None:
    """Its organisation is that of its procedures and sheets; its address, that of its page."""
    changed(Kind.SERVICE, [instance])
    if not created:
        changed(Kind.PAGE, _keys(ServicePage.objects.filter(service=instance.pk)))
        changed(Kind.PROCEDURE, _keys(Procedure.objects.filter(service=instance.pk)))
        changed(Kind.KNOWLEDGE, _keys(KnowledgePage.objects.filter(service=instance.pk)))


def _sheet(instance: KnowledgePage, **_signal: Any) -> None:
    changed(Kind.KNOWLEDGE, [instance])


def _partner(instance: Partner, **_signal: Any) -> None:
    changed(Kind.PARTNER, [instance])


def _page(instance: Page, **_signal: Any) -> None:
    """A new name in its address is in those of all that is below, too."""
    indexed = SearchDocument.objects.filter(kind=Kind.PAGE, key=str(instance.pk))
    if indexed.filter(url__endswith=f"/{instance.slug}/").exists():
        changed(Kind.PAGE, [instance])
    else:
        changed(Kind.PAGE, [instance.pk, *_keys(_below(instance))])


def _moved(instance: Page, **_signal: Any) -> None:
    """The addresses of all that is below have changed."""
    changed(Kind.PAGE, _keys(_below(instance)))


def _restriction(instance: PageViewRestriction, **_signal: Any) -> None:
    """What is closed to the public, or opened again, is so with all that is below."""
    changed(Kind.PAGE, _keys(_below(instance.page)))


def _below(page: Page) -> QuerySet[Page]:
    return Page.objects.descendant_of(page, inclusive=True)


def _keys(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    return rows.order_by().values_list("pk", flat=True)
