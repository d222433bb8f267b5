"""The person's side of filling in together: the consent, the code, who helps, the end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseStopPolling

from citizen.filing import opened
from citizen.filing.review import Answer, of_step, sections
from citizen.filing.said import digest
from citizen.filing.walk import Walk
from citizen.filing.ways import address, go_on, step_address
from portal.accounts import access, throttle
from portal.accounts.models import User
from portal.demandes import sharing_codes
from portal.demandes.models import Draft
from portal.demandes.workflow import sharing
from portal.demandes.workflow.deed import Refused
from portal.directory.closed import closed_service
from portal.directory.models import Service
from portal.directory.signature import is_hidden
from portal.procedures.schema import Step

CHECK = "_relecture"  # the page of the check, beside the steps by their keys
CODES_BY_DRAFT = 6
PERIOD = timedelta(hours=1)
TOO_MANY = (
    "Vous avez déjà demandé plusieurs codes. Réessayez dans une heure, "
    "ou laissez l’agent déposer la demande avec vous au téléphone."
)
STOPPED = "L’aide est arrêtée\u00a0: l’agent ne voit plus vos réponses."
OVER = "L’aide était déjà terminée."


@dataclass(frozen=True)
class Help:
    """A help as the person's page shows it: offered under a code, or given by somebody."""

    code: str  # to read aloud; blank once somebody came
    who: str
    until: datetime
    stale: bool  # whether answers changed since the page was drawn
    changed: list[Answer]  # those of the step, as they are now
    poll: str  # where a script asks what is new
    stop: str
    page: str  # of the help, where all that is filled in can be read
    here: str  # the page drawn again; blank for that of the help, which is drawn again by itself
    step: str  # the key of the step; blank elsewhere


def help_of(
    draft: Draft, step: Step | None = None, *, page: str = "", seen: str | None = None
) -> Help | None:
    """The help under way or offered, for a step or CHECK; no query for a draft never shared."""
    held = sharing.current(draft)
    if held is None:
        return None
    now = digest(step, draft)
    seen = now if seen is None else seen
    page = step.key if step else page
    asked = {"page": page, "vu": seen, "su": _known(now, joined=bool(held.agent))}
    return Help(
        code="" if held.agent else sharing_codes.display(sharing_codes.code_of(held.pk)),
        who=_who(held.agent) if held.agent else "",
        until=held.until,
        stale=bool(page) and seen != now,
        changed=of_step(draft, step) if step and seen != now else [],
        poll=f"{address(draft, 'draft_help_state')}?{urlencode(asked)}",
        stop=address(draft, "draft_help_stop"),
        page=address(draft, "draft_help"),
        here=step_address(draft, step) if page else "",
        step=step.key if step else "",
    )


def _who(agent: User) -> str:
    """`Camille M., conseillère,`; without the name where safety asks for it."""
    if is_hidden(agent) or not agent.first_name:
        return "Un agent"
    initial = f" {agent.last_name[0]}." if agent.last_name else ""
    job = agent.job_title
    if job[1:2].islower():  # « Conseillère », not « DGS »
        job = job[0].lower() + job[1:]
    return f"{agent.first_name}{initial}" + (f", {job}," if job else "")


def _known(said: str, *, joined: bool) -> str:
    """What a page shows, for the next question of its script."""
    return f"{'avec' if joined else 'attente'}-{said}"


@opened.for_opened
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What helps: a telephone, and by a POST (the consent) a code that lets one agent in."""
    if draft.filed_at:
        return go_on(draft)
    if request.method == "POST":
        if throttle.hit(f"help:{draft.pk}", CODES_BY_DRAFT, per=PERIOD):
            try:
                sharing.offer(draft)
            except Refused:  # filed at this very moment
                return redirect(address(draft, "draft_filed"))
            return redirect(address(draft, "draft_help"))
        messages.error(request, TOO_MANY)
    return _show(request, draft, status=429 if request.method == "POST" else 200)


def _show(request: HttpRequest, draft: Draft, *, status: int) -> HttpResponse:
    service = Service.objects.with_contact().with_hours().get(pk=draft.procedure.service_id)
    helped = help_of(draft)
    context = {
        "procedure": draft.procedure,
        "contact": service.contact,
        "closed": closed_service(service),
        "hours": service.schedule().status_if_told(timezone.now()),
        "help": helped,
        "sections": sections(draft) if helped and helped.who else [],
        "onwards": step_address(draft, Walk(draft).resume(draft.step_key)),
    }
    return render(request, "citizen/filing/help.html", context, status=status)


@opened.for_opened
@require_POST
def stop(request: HttpRequest, draft: Draft) -> HttpResponse:
    """From this moment the agent sees nothing; a code not yet used is void."""
    held = sharing.current(draft)
    stopped = held is not None and sharing.end(held, sharing.End.STOPPED)
    if getattr(request, "htmx", False):  # what is being typed in the page stays there
        return _over(request, draft)
    messages.info(request, STOPPED if stopped else OVER)
    step = draft.form_version.form.step(request.POST.get("etape", ""))
    return redirect(step_address(draft, step)) if step else go_on(draft)


def _over(request: HttpRequest, draft: Draft) -> HttpResponse:
    """In place of the help, and asks nothing more."""
    context = {"page": address(draft, "draft_help")}
    return render(request, "citizen/filing/help_over.html", context)


@access.secret_link
@never_cache
@require_safe
def state(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """What a script asks every five seconds: nothing (204) while nothing is new."""
    draft = opened.find(token)
    if draft is None or draft.procedure.code != code or not opened.is_open(request, draft):
        return HttpResponseStopPolling()
    page, seen = request.GET.get("page", ""), request.GET.get("vu", "")[:64]
    step = draft.form_version.form.step(page)
    helped = help_of(draft, step, page=CHECK if page == CHECK else "", seen=seen)
    if helped is None:
        return _over(request, draft)
    if _known(digest(step, draft), joined=not helped.code) == request.GET.get("su"):
        return HttpResponse(status=204)
    everything = sections(draft) if helped.who and not helped.here else []
    context = {"help": helped, "sections": everything}
    return render(request, "citizen/filing/help_state.html", context)
