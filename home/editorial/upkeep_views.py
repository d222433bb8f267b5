"""Pages to read again, and links to mend: the lists, and «\u00a0Toujours vrai\u00a0»."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from wagtail.models import Page

from home.editorial import links, orphans, reviews
from home.editorial.keeping import sections, service_of, services_of
from home.editorial.models import Link, PageLink, Upkeep
from home.editorial.policies import may_change
from home.editorial.review_views import PAGE, WritersView
from home.models import PublicPage
from portal.directory.models import Membership, Service


class ToReadView(WritersView):
    """The pages that the agent may change, by the date of their next reading; own services first.

    Own: those where the agent holds a role, not all that a whole site makes theirs.
    """

    page_title = "Pages à relire"
    template_name = "editorial/to_read.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        page = Paginator(self.upkeeps(), PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "today": today,
            "soon": today + reviews.NOTICE,
        }

    def upkeeps(self) -> QuerySet[Upkeep]:
        mine = self.policy.instances_user_has_permission_for(self.agent, "change")
        held = Membership.objects.filter(agent=self.agent).values_list("service", flat=True)
        own = [
            When(page__path__startswith=page.path, then=True)
            for page, _services in sections(list(held))
        ]
        first = Case(*own, default=Value(False), output_field=BooleanField())
        rows = Upkeep.objects.filter(page__in=mine.order_by().values("pk"), page__live=True)
        return (
            rows.filter(review_by__isnull=False)
            .annotate(own=first)
            .select_related("page")
            .order_by("-own", "review_by", "pk")
        )


class UpkeepForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """How often a page is read again, and when next."""

    class Meta:
        model = Upkeep
        fields = ["months", "review_by"]
        widgets = {"review_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class UpkeepView(WritersView):
    """When one page is read again."""

    page_title = "Relecture de la page"
    template_name = "editorial/upkeep.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = _public_page(kwargs["pk"])
        if not may_change(request.user, self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = UpkeepForm(request.POST, instance=self._upkeep())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        form.save()
        messages.success(request, "La date de relecture est enregistrée.")
        return redirect("pages_to_read")

    def get_page_subtitle(self) -> str:
        return str(self.page.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": kwargs.get("form") or UpkeepForm(instance=self._upkeep()),
            "service": service_of(self.page),
        }

    def _upkeep(self) -> Upkeep:
        return Upkeep.objects.filter(page=self.page).first() or Upkeep(page=self.page)


class StillTrueView(WritersView):
    """One POST: the page is still true."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = _public_page(kwargs["pk"])
        upkeep = reviews.still_true(page, by=self.agent)
        when = (
            f" Prochaine relecture\u00a0: {upkeep.review_by:%d/%m/%Y}." if upkeep.review_by else ""
        )
        messages.success(request, f"«\u00a0{page.title}\u00a0» est toujours vraie.{when}")
        return redirect("pages_to_read")


def _public_page(pk: int) -> PublicPage:
    """One of those that are read again here; internal sheets have their own review."""
    page = get_object_or_404(Page, pk=pk).specific
    if not isinstance(page, PublicPage):
        raise Http404
    return page


class LinksView(WritersView):
    """Links that lead nowhere and pages that nothing leads to, among those the agent may change."""

    page_title = "Liens à corriger et pages isolées"
    header_icon = "link"
    template_name = "editorial/links.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = self.policy.instances_user_has_permission_for(self.agent, "change").order_by()
        rows = links.broken().filter(page__in=mine.values("pk"))
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "groups": _by_page(list(page)),
            "orphans": orphans.orphans(mine),
        }


def _by_page(rows: list[PageLink]) -> list[tuple[Page, Service | None, list[Link]]]:
    """The broken links of each page, with the service that is to mend them."""
    found: dict[Page, list[Link]] = {}
    for row in rows:
        found.setdefault(row.page, []).append(row.link)
    kept = services_of(found)
    return [(page, kept[page.pk], held) for page, held in found.items()]
