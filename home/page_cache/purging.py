"""What changes public pages, listened to: Django's and Wagtail's signals (see design.md)."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from home.page_cache.versions import purge
from portal.directory.models import Closure, OpeningHours, Organisation, Service
from portal.media.models import PortalDocument, PortalImage
from portal.procedures.models import Procedure, Theme

SHOWN: tuple[type[Model], ...] = (
    Service,
    OpeningHours,
    Closure,
    Organisation,
    Theme,
    Procedure,
    Site,
    Redirect,
    PageViewRestriction,
    PortalImage,
    PortalDocument,
)


def listen() -> None:
    """Connect, once per process; a model that pages show may also name itself: `show(Alert)`."""
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_changed, dispatch_uid="page_cache")
    models = apps.get_models()
    show(*SHOWN, *(model for model in models if issubclass(model, AbstractSetting)))
    for model in models:
        if issubclass(model, Page):
            post_save.connect(_page_saved, sender=model, dispatch_uid="page_cache")
            post_delete.connect(_changed, sender=model, dispatch_uid="page_cache")


def show(*models: type[Model]) -> None:
    """Pages show rows of these models: saving or deleting one purges."""
    for model in models:
        post_save.connect(_changed, sender=model, dispatch_uid="page_cache")
        post_delete.connect(_changed, sender=model, dispatch_uid="page_cache")


def _changed(**_signal: Any) -> None:
    purge()


def _page_saved(instance: Page, update_fields: Any = None, raw: bool = False, **_: Any) -> None:
    """Written whole while online; drafts write some fields of the row, that no page shows."""
    if instance.live and not update_fields and not raw:
        purge()
