"""Saved filters: save one, see one's own, rename, share or remove one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.queues import saving
from backoffice.queues.choices import Choices
from backoffice.queues.forms import read
from backoffice.queues.models import SavedFilter, headed_by
from backoffice.queues.queues import BY_SLUG, Queue
from backoffice.queues.views import queue_of
from portal.accounts.access import AgentRequest, role
from portal.accounts.models import User
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.directory.models import Service


class SavedFilterForm(forms.Form):
    name = forms.CharField(
        label="Nom du filtre",
        max_length=60,
        help_text="Par exemple\u00a0: Nids-de-poule de cette semaine.",
        error_messages={"required": "Donnez un nom au filtre."},
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Partager avec un service",
        help_text="Ses membres l’auront dans leur menu. Chacun n’y trouve que ce qu’il peut voir.",
        required=False,
        empty_label="Personne\u00a0: pour moi",
    )

    def __init__(self, *args: Any, agent: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headed = headed_by(agent)
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(pk__in=headed).order_by("name", "pk")
        if not headed:
            del self.fields["service"]

    def arguments(self, service: Service | None = None) -> dict[str, Any]:
        """What is typed; the service stays as it was for who may not share."""
        return {"service": service} | self.cleaned_data


@role(*ENVELOPE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: AgentRequest, slug: str) -> HttpResponse:
    """The filters come in the address, as the queue has them; the name is posted."""
    agent = request.user
    queue = queue_of(slug, agent)
    filters = read(request.GET, Choices(queue, agent), queue.without)
    if not filters.active:
        messages.warning(request, "Filtrez d’abord la file, puis enregistrez le filtre.")
        return redirect(queue)
    query = filters.address
    form = SavedFilterForm(request.POST or None, agent=agent)
    if request.method == "POST" and form.is_valid():
        try:
            saving.save(agent=agent, queue=queue, query=query, **form.arguments())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Le filtre est enregistré\u00a0: il est dans votre menu.")
            return redirect(f"{queue.get_absolute_url()}?{query}")
    context = {"form": form, "words": filters.words, "queue": queue, "query": query}
    status = 400 if form.errors else 200
    return render(request, "backoffice/queues/save_filter.html", context, status=status)


@role(*ENVELOPE_ROLES)
@require_safe
def saved(request: AgentRequest) -> HttpResponse:
    """Those that the agent may change."""
    rows = SavedFilter.objects.managed_by(request.user).select_related("service", "agent")
    found = [(each, BY_SLUG[each.queue]) for each in rows[: saving.SHOWN] if each.queue in BY_SLUG]
    return render(request, "backoffice/queues/saved_filters.html", {"filters": found})


@role(*ENVELOPE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AgentRequest, pk: int) -> HttpResponse:
    agent = request.user
    kept = _managed(agent, pk)
    initial = {"name": kept.name, "service": kept.service_id}
    form = SavedFilterForm(request.POST or None, agent=agent, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saving.change(kept, **form.arguments(kept.service))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Le filtre est modifié.")
            return redirect("saved_filters")
    context = {"form": form, "filter": kept} | _read(kept, agent)
    status = 400 if form.errors else 200
    return render(request, "backoffice/queues/saved_filter.html", context, status=status)


@role(*ENVELOPE_ROLES)
@require_POST
def remove(request: AgentRequest, pk: int) -> HttpResponse:
    """A second click finds nothing left to remove, and says the same."""
    if kept := SavedFilter.objects.managed_by(request.user).filter(pk=pk).first():
        saving.remove(kept)
    messages.success(request, "Le filtre est supprimé.")
    return redirect("saved_filters")


def _managed(agent: User, pk: int) -> SavedFilter:
    rows = SavedFilter.objects.managed_by(agent).select_related("service", "agent")
    return get_object_or_404(rows.filter(queue__in=BY_SLUG), pk=pk)


def _read(kept: SavedFilter, agent: User) -> dict[str, Any]:
    """What it asks for, in words, and what of it no longer means anything."""
    queue: Queue = BY_SLUG[kept.queue]
    filters = read(QueryDict(kept.query), Choices(queue, agent), queue.without)
    return {"queue": queue, "words": filters.words, "ignored": ", ".join(filters.ignored)}
