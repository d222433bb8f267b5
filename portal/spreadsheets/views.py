"""The pages « Import et export »: download, send, look at what would change, import."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.access import administrator
from portal.accounts.models import User
from portal.spreadsheets import workflow
from portal.spreadsheets.forms import UploadForm
from portal.spreadsheets.models import Import, ImportRow, Outcome
from portal.spreadsheets.sheets import MOST_ROWS
from portal.spreadsheets.subjects import Subject, find, subjects
from portal.spreadsheets.writing import guide, to_csv, to_xlsx

TITLE = "Import et export"
PER_PAGE = 100
LAST_IMPORTS = 5
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class AdminPage(WagtailAdminTemplateMixin, TemplateView):
    page_title = TITLE
    header_icon = "table"

    def get_breadcrumbs_items(self) -> Any:
        listed = {"url": reverse("spreadsheets"), "label": TITLE}
        return [*super().get_breadcrumbs_items(), listed, *self.trail()]

    def trail(self) -> list[dict[str, str]]:
        return []


@administrator
class Index(AdminPage):
    template_name = "spreadsheets/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"subjects": subjects()}


@administrator
class Sheet(AdminPage):
    """One subject: its files to download, a file to send, the last ones sent."""

    template_name = "spreadsheets/sheet.html"

    @cached_property
    def subject(self) -> Subject:
        return _subject(self.kwargs["slug"])

    def get_page_subtitle(self) -> str:
        return self.subject.title

    def trail(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.subject.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Import.objects.filter(agent=_agent(self.request), subject=self.subject.slug)
        return {
            "subject": self.subject,
            "form": UploadForm(),
            "columns": guide(self.subject),
            "most_rows": MOST_ROWS,
            "most_megabytes": settings.UPLOAD_MAX_BYTES // 1_000_000,
            "imports": mine[:LAST_IMPORTS],
            **super().get_context_data(**kwargs),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                owner = workflow.receive(
                    subject=self.subject,
                    uploaded=form.cleaned_data["file"],
                    agent=_agent(request),
                )
                return redirect("spreadsheet_import", owner.pk)
            except ValidationError as refusal:
                form.add_error("file", refusal)
        return self.render_to_response(self.get_context_data(form=form), status=422)


@administrator
class Check(AdminPage):
    """What a file would do, row by row, and the button that does it."""

    template_name = "spreadsheets/check.html"

    @cached_property
    def owner(self) -> Import:
        """Only who sent it: the rows may name people that others don't administer."""
        mine = Import.objects.filter(agent=_agent(self.request))
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    @cached_property
    def subject(self) -> Subject:
        return _subject(self.owner.subject)

    def get_page_subtitle(self) -> str:
        return self.subject.title

    def trail(self) -> list[dict[str, str]]:
        sheet = {
            "url": reverse("spreadsheet", args=[self.subject.slug]),
            "label": self.subject.title,
        }
        return [sheet, {"url": "", "label": "Contrôle"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = self.owner.counts()
        shown = self._shown(counts)
        page = Paginator(self._rows(shown), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "owner": self.owner,
            "subject": self.subject,
            "failed": self.owner.has_failed(),
            "ready": self.owner.may_be_written(counts),
            "refused": counts[Outcome.REFUSED],
            "to_write": counts[Outcome.CREATED] + counts[Outcome.CHANGED],
            "tabs": [(each, counts[each], each == shown) for each in Outcome if counts[each]],
            "shown": shown,
            "page": page,
            "key": self.subject.key.label,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        verb = workflow.confirm if "import" in request.POST else workflow.check_again
        verb(owner=self.owner, agent=_agent(request))
        return redirect("spreadsheet_import", self.owner.pk)

    def _shown(self, counts: dict[str, int]) -> Outcome:
        """What is asked for, else the first that there is any of: what is refused comes first."""
        asked = self.request.GET.get("lignes", "")
        if asked in Outcome.values:
            return Outcome(asked)
        return next((each for each in Outcome if counts[each]), Outcome.UNCHANGED)

    def _rows(self, shown: Outcome) -> QuerySet[ImportRow]:
        return self.owner.rows.filter(outcome=shown).order_by("number")


@administrator
@require_GET
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The rows that the agent administers, as an import reads them."""
    subject = _subject(slug)
    if kind not in TYPES:
        raise Http404
    rows = subject.book(_agent(request)).rows.values()
    content = to_xlsx(subject, rows) if kind == "xlsx" else to_csv(subject, rows)
    name = f"{subject.slug}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return HttpResponse(
        content,
        content_type=TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _subject(slug: str) -> Subject:
    if subject := find(slug):
        return subject
    raise Http404


def _agent(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (the decorator saw to it)
    return request.user
