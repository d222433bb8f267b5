"""The partners: whom to call, for what."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from backoffice.knowledge.tables import PARTNERS
from backoffice.knowledge.tabs import tabs
from home.knowledge.models import KnowledgePage, Partner
from home.knowledge.rights import WRITERS, writes_somewhere
from portal.accounts.access import AgentRequest, agent
from portal.directory.coverage import coverage_of
from portal.procedures.models import Theme

LONGEST = 200


@agent
@require_safe
def partners(request: AgentRequest) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:LONGEST]
    theme = request.GET.get("theme", "")[:80].replace("\x00", "")
    rows = Partner.objects.matching(typed)
    if theme:
        rows = rows.filter(themes__slug=theme)
    context = {
        "tabs": tabs(request),
        "list": PARTNERS.show(rows, request.GET),
        "typed": typed,
        "theme": theme,
        "themes": Theme.objects.order_by("order", "name"),
        "writes": writes_somewhere(request.user),
        "admin": reverse("knowledge_partner_modeladmin_index"),
    }
    return render(request, "backoffice/knowledge/partners.html", context)


@agent
@require_safe
def partner(request: AgentRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Partner.objects.select_related("service"), slug=slug)
    writes = writes_somewhere(request.user) and (
        found.service_id is None or coverage_of(request.user).has(found.service_id, *WRITERS)
    )
    context = {
        "partner": found,
        "skills": [line.strip() for line in found.skills.splitlines() if line.strip()],
        "themes": found.themes.order_by("order", "name"),
        "sheets": KnowledgePage.objects.visible_to(request.user)
        .filter(partners=found)
        .order_by("title", "pk"),
        "edit": reverse("knowledge_partner_modeladmin_edit", args=[found.pk]) if writes else "",
    }
    return render(request, "backoffice/knowledge/partner.html", context)
