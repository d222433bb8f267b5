"""Choosing the procedure for whoever is on the line, and the agent's drafts under way."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backoffice.entry.forms import OFFERED
from backoffice.entry.mine import address
from portal.accounts.access import AgentRequest, role
from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.models import Draft
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.demandes.workflow import drafts
from portal.directory.channels import Channel
from portal.procedures.compile import NoForm
from portal.procedures.models import Procedure

LONGEST = 200  # characters of a search that are read
MOST = 20  # procedures found
MOST_DRAFTS = 30


class SearchForm(forms.Form):
    """The words of the person, and how they came: kept from one search to the next."""

    use_required_attribute = False

    canal = forms.ChoiceField(
        label="Comment la personne s’adresse-t-elle à vous\u00a0?",
        choices=[(channel.value, channel.label) for channel in OFFERED],
        widget=forms.RadioSelect,
    )
    q = forms.CharField(
        label="Que demande-t-elle\u00a0?",
        help_text="Ses mots, ou le nom de la démarche",
        widget=forms.TextInput({"data-search": "", "autofocus": True, "maxlength": LONGEST}),
    )


@role(*ENVELOPE_ROLES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: AgentRequest) -> HttpResponse:
    """A search; the button of a procedure that it found begins a draft."""
    if request.method == "POST":
        return _begin(request)
    typed = _words(request.GET)
    channel = _channel(request.GET)
    context = {
        "form": SearchForm(initial={"q": typed, "canal": channel}),
        "typed": typed,
        "channel": channel,
        "found": _found(request.user, typed),
        "drafts": _drafts(request.user),
    }
    return render(request, "backoffice/entry/start.html", context)


def _begin(request: AgentRequest) -> HttpResponse:
    reachable = rights.procedures_to_file(request.user)
    code = request.POST.get("procedure", "").replace("\x00", "")
    procedure = get_object_or_404(reachable, code=code)
    words = _words(request.POST) if procedure.catch_all else ""
    channel = _channel(request.POST)
    try:
        draft = drafts.begin(procedure=procedure, words=words, agent=request.user, channel=channel)
    except NoForm as error:
        raise Http404 from error
    return redirect(address(draft, "entry_form"))


def _words(sent: Any) -> str:
    typed: str = sent.get("q", "").replace("\x00", "")
    return typed.strip()[:LONGEST]


def _channel(sent: Any) -> Channel:
    chosen = next((each for each in OFFERED if each == sent.get("canal")), None)
    return chosen or Channel.TELEPHONE


def _found(agent: User, typed: str) -> list[Procedure]:
    """Those that say what was typed, best first, then the one that takes anything."""
    if not typed:
        return []
    reachable = rights.procedures_to_file(agent).select_related("service", "theme")
    found = reachable.filter(catch_all=False).matching(typed)[:MOST]
    return [*found, *reachable.filter(catch_all=True)]


def _drafts(agent: User) -> list[Draft]:
    """What the agent has begun and not filed, the latest first."""
    mine = Draft.objects.of_agent(agent).filter(filed_at=None).exclude(answers={})
    return list(mine.select_related("procedure").order_by("-updated_at")[:MOST_DRAFTS])
