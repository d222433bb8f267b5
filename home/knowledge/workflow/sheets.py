"""Writing sheets: Wagtail's revisions keep every version; nobody writes over another's work."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from home.knowledge.models import KeptAnswer, KnowledgePage, KnowledgeRoot, Suggestion
from home.knowledge.rights import may_write
from home.knowledge.workflow import suggestions
from portal.accounts.models import User

CHANGED = (
    "Quelqu’un a modifié cette fiche pendant que vous écriviez. "
    "Relisez-la ci-dessous, reportez vos changements, puis publiez."
)
DRAFT = (
    "Un brouillon de cette fiche n’est pas publié\u00a0: modifiez-la d’abord, pour le publier "
    "ou y renoncer."
)
# What a form writes, by the names of the fields; `KnowledgePage` says what each means.
FIELDS = (
    "title", "in_short", "say", "who", "steps", "pieces", "delays", "traps", "contacts",
    "sources", "words", "service", "kept_by", "shared", "review_months",
)  # fmt: skip


@transaction.atomic
def create(
    *,
    act: UUID,
    by: User,
    values: Mapping[str, Any],
    settles: Suggestion | None = None,
    version: int = 0,
    answer: KeptAnswer | None = None,
) -> KnowledgePage:
    """Publishes a new sheet, once per `act`; the proposal or the kept answer it comes from is done.

    Who writes the sheets of its service may (PermissionDenied). Raises ValidationError.
    """
    _check(by, values["service"].pk)
    root = _root()
    if existing := KnowledgePage.objects.filter(act=act).first():
        return existing
    sheet = KnowledgePage(act=act, owner=by, **{name: values[name] for name in FIELDS})
    if settles is not None and not settles.is_new:
        raise ValidationError("Cette proposition corrige une fiche\u00a0: ouvrez-la.")
    root.add_child(instance=sheet)
    _publish(sheet, by)
    if settles is not None:
        suggestions.accept(settles, by=by, version=version, sheet=sheet)
    if answer is not None:
        KeptAnswer.objects.waiting_for(by).filter(pk=answer.pk).update(sheet=sheet)
    return sheet


@transaction.atomic
def write(
    sheet: KnowledgePage,
    *,
    by: User,
    seen: int | None,
    values: Mapping[str, Any],
    settles: Suggestion | None = None,
    version: int = 0,
) -> KnowledgePage:
    """Publishes another version of the sheet, on top of the revision that was read (`seen`).

    What a colleague left as a draft is in it, links included: the form shows the draft's words.
    Who writes for its service, and for the one it is given to, may (PermissionDenied). Raises
    ValidationError when another version came meanwhile, or the proposal was settled.
    """
    sheet = _locked(sheet)
    _check(by, sheet.service_id)
    _check(by, values["service"].pk)
    if sheet.latest_revision_id != seen:
        raise ValidationError(CHANGED)
    if settles is not None and settles.sheet_id != sheet.pk:
        raise ValidationError("Cette proposition parle d’une autre fiche.")
    sheet = sheet.get_latest_revision_as_object()
    for name in FIELDS:
        setattr(sheet, name, values[name])
    _publish(sheet, by)
    if settles is not None:
        suggestions.accept(settles, by=by, version=version, sheet=sheet)
    return sheet


@transaction.atomic
def link(sheet: KnowledgePage, *, by: User, name: str, target: Any) -> None:
    """Ties the sheet to a procedure, a service, a partner, a page or another sheet; once.

    `name`: the field of the sheet. Who writes for its service may (PermissionDenied). Raises
    ValidationError while a draft waits in Wagtail's editor.
    """
    _relate(sheet, by, name, target, add=True)


@transaction.atomic
def unlink(sheet: KnowledgePage, *, by: User, name: str, target: Any) -> None:
    """The other way; nothing happens when they are not tied. As `link`."""
    _relate(sheet, by, name, target, add=False)


@transaction.atomic
def cite(sheet: KnowledgePage, *, by: User, codes: list[str]) -> None:
    """Names the State's sheets that it leads to, by code. As `link`."""
    sheet = _locked(sheet)
    _check(by, sheet.service_id)
    if sheet.codes != codes:
        _without_draft(sheet)
        sheet.state_codes = " ".join(codes)
        sheet.full_clean()
        _revise(sheet, by)


@transaction.atomic
def confirm(sheet: KnowledgePage, *, by: User) -> date:
    """« Toujours vrai »: read again, nothing to change; returns when it is to be read next.

    Who writes for its service may (PermissionDenied). No version is made.
    """
    sheet = _locked(sheet)
    _check(by, sheet.service_id)
    return _review(sheet, by)


@transaction.atomic
def withdraw(sheet: KnowledgePage, *, by: User) -> None:
    """Takes it from where agents read; its history stays. Who writes for its service may."""
    sheet = _locked(sheet)
    _check(by, sheet.service_id)
    if sheet.live:
        sheet.unpublish(user=by)


def _relate(sheet: KnowledgePage, by: User, name: str, target: Any, *, add: bool) -> None:
    sheet = _locked(sheet)
    _check(by, sheet.service_id)
    tied = getattr(sheet, name)
    held = target.pk in {one.pk for one in tied.all()}
    if held == add:
        return
    _without_draft(sheet)
    tied.add(target) if add else tied.remove(target)
    _revise(sheet, by)


def _without_draft(sheet: KnowledgePage) -> None:
    """A version made from what is online would put a colleague's draft aside (ValidationError)."""
    if sheet.has_unpublished_changes:
        raise ValidationError(DRAFT)


def _check(by: User, service_id: int | None) -> None:
    if not may_write(by, service_id):
        raise PermissionDenied("Only those who write for the service write its sheets.")


def _locked(sheet: KnowledgePage) -> KnowledgePage:
    return KnowledgePage.objects.select_for_update(of=("self",)).get(pk=sheet.pk)


def _publish(sheet: KnowledgePage, by: User) -> None:
    """A new version, live at once: writing it was reading it again."""
    sheet.full_clean()
    _revise(sheet, by)
    _review(sheet, by)


def _revise(sheet: KnowledgePage, by: User) -> None:
    sheet.save_revision(user=by, log_action=True).publish(user=by)
    sheet.refresh_from_db()


def _review(sheet: KnowledgePage, by: User) -> date:
    today = timezone.localdate()
    due = sheet.due_after(today)
    KnowledgePage.objects.filter(pk=sheet.pk).update(
        review_by=due, reviewed_on=today, reviewed_by=by
    )
    sheet.review_by, sheet.reviewed_on, sheet.reviewed_by = due, today, by
    return due


def _root() -> KnowledgeRoot:
    """The top of the tree, locked; made the first time, beside the sites and below none."""
    top = Page.objects.select_for_update(of=("self",)).get(depth=1)
    root = KnowledgeRoot.objects.first()
    if root is None:
        root = KnowledgeRoot(title="Fiches internes", slug="fiches-internes")
        top.add_child(instance=root)
    return root
