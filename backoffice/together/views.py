"""One field for the code, then everything that the person has answered; steps.py changes it."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.together.held import address, for_held
from backoffice.together.now import known, now_of, step_of
from citizen.filing import opened
from citizen.filing.review import sections
from portal.accounts import throttle
from portal.accounts.access import AgentRequest, role
from portal.demandes.models import SharedFilling
from portal.demandes.models.sharing import AT_MOST
from portal.demandes.rights import FILLERS
from portal.demandes.workflow import sharing
from portal.demandes.workflow.deed import Refused
from portal.procedures.schema import Step

WRONG_BY_AGENT, PERIOD, DAY = 5, timedelta(minutes=15), timedelta(days=1)
MOST = 10  # helps under way that are listed
TRIES_BY_DAY = 100  # good and wrong, of one agent
WAIT = (
    "Trop de codes faux. Attendez quinze minutes, ou déposez la demande avec la personne "
    "depuis «\u00a0Déposer pour une personne\u00a0»."
)


class CodeForm(forms.Form):
    use_required_attribute = False

    code = forms.CharField(
        label="Code affiché sur l’écran de la personne",
        help_text="Six signes, par exemple 7K3 FQX. Majuscules et espaces sont indifférents.",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
        error_messages={"required": "Tapez le code que la personne vous lit."},
    )


@role(*FILLERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: AgentRequest) -> HttpResponse:
    """The code that the person reads opens their draft, for this agent alone."""
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST":
        form, status = CodeForm(request.POST), 400
        if form.is_valid():
            held, status = _joined(request, form)
            if held:
                return redirect(address(held, "together_form"))
    context = {"form": form, "under_way": _under_way(request)}
    return render(request, "backoffice/together/join.html", context, status=status)


def _joined(request: AgentRequest, form: CodeForm) -> tuple[SharedFilling | None, int]:
    """The help that the code opens; otherwise the reason goes to the form, with its status."""
    mine = f"together:{request.user.pk}"
    by_day = f"together-day:{request.user.pk}"  # a good code doesn't forget this one
    if not (
        throttle.hit(mine, WRONG_BY_AGENT, per=PERIOD)
        and throttle.hit(by_day, TRIES_BY_DAY, per=DAY)
    ):
        form.add_error("code", WAIT)
        return None, 429
    try:
        held = sharing.join(typed=form.cleaned_data["code"], agent=request.user)
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return None, refusal.status
    throttle.forget(mine)
    return held, 200


def _under_way(request: AgentRequest) -> list[SharedFilling]:
    """The agent's own, the latest first: the way back to a page that was left."""
    since = timezone.now() - AT_MOST
    mine = SharedFilling.objects.under_way().of_agent(request.user).with_draft()
    going_on = mine.filter(joined_at__gt=since, draft__filed_at=None)
    return list(going_on.order_by("-joined_at")[:MOST])


@for_held
@require_safe
def form(request: AgentRequest, held: SharedFilling) -> HttpResponse:
    """Every step with its answers, as the person has them now."""
    context = {
        "held": held,
        "procedure": held.draft.procedure,
        "sections": sections(held.draft, lambda _draft, step: to_step(held, step)),
        "now": now_of(held),
    }
    return render(request, "backoffice/together/form.html", context)


def to_step(held: SharedFilling, step: Step) -> str:
    """Where its answers are changed; blank where there are only files."""
    mine = step_of(held, step.key)
    return address(held, "together_step", step.key) if mine and mine.fields else ""


@for_held
@require_POST
def leave(request: AgentRequest, held: SharedFilling) -> HttpResponse:
    """The agent goes; what was filled in stays the person's."""
    sharing.end(held, sharing.End.LEFT)
    opened.forget_typed(request, held.draft)
    messages.success(request, sharing.End.LEFT.label)
    return redirect("together")


@for_held
@require_safe
def state(request: AgentRequest, held: SharedFilling) -> HttpResponseBase:
    """What a script asks every five seconds: nothing (204) while nothing is new."""
    step = step_of(held, request.GET.get("etape", ""))
    if known(held, step) == request.GET.get("su"):
        return HttpResponse(status=204)
    now = now_of(held, step, seen=request.GET.get("vu", "")[:64] if step else None)
    every = None if step else sections(held.draft, lambda _draft, at: to_step(held, at))
    context = {"now": now, "sections": every}
    return render(request, "backoffice/together/state.html", context)
