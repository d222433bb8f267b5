"""The e-mails that wait for somebody: read one, attach it to its demande, or close it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from backoffice.mailroom.forms import AttachForm
from backoffice.mailroom.rights import for_sorters, may_take_mail
from backoffice.mailroom.tables import MAIL
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.messaging.inbound import sorting
from portal.messaging.inbound.states import Sorting
from portal.messaging.models import InboundMessage


@for_sorters
@require_safe
def mailroom(request: HttpRequest) -> HttpResponse:
    waiting = InboundMessage.objects.filter(state__in=Sorting.waiting()).defer("text")
    return render(
        request, "backoffice/mailroom/mailroom.html", {"list": MAIL.show(waiting, request.GET)}
    )


@for_sorters
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, or what the agent settled; the rest is read on its demande, by who may."""
    message, agent = _read(request, pk)
    if not message.waits and message.settled_by != agent.pk:
        raise Http404
    suggested = _suggested(message, agent)
    form = AttachForm(agent=agent, initial={"reference": suggested.reference if suggested else ""})
    return _show(request, message, form, suggested)


@for_sorters
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    message, agent = _read(request, pk)
    if not message.waits:
        messages.error(request, "Ce courriel a déjà été traité.")
        return redirect("mailroom")
    form = AttachForm(request.POST, agent=agent)
    if form.is_valid():
        demande = form.cleaned_data["reference"]
        try:
            sorting.attach(message.pk, topic=demande.topic, by=agent.pk)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Le courriel est dans la demande {demande.reference}.")
            return redirect("mailroom")
    return _show(request, message, form, _suggested(message, agent), status=400)


@for_sorters
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    message, agent = _read(request, pk)
    _tell(request, lambda: sorting.close(message.pk, by=agent.pk), "Le courriel est classé.")
    return redirect("mailroom")


def _tell(request: HttpRequest, verb: Callable[[], None], done: str) -> None:
    try:
        verb()
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)


def _read(request: HttpRequest, pk: int) -> tuple[InboundMessage, User]:
    message = get_object_or_404(InboundMessage.objects.filter(erased_at=None), pk=pk)
    return message, request.user  # type: ignore[return-value]  # the decorator lets agents in


def _suggested(message: InboundMessage, agent: User) -> Demande | None:
    """The demande that the e-mail may be about, when the agent sees it."""
    kind, _, pk = message.topic.partition(":")
    if kind != "demande" or not message.waits:
        return None
    return may_take_mail(agent).filter(pk=int(pk)).first()


def _show(
    request: HttpRequest,
    message: InboundMessage,
    form: AttachForm,
    suggested: Demande | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "mail": message,
        "form": form,
        "suggested": suggested,
        "unread": _is_closed_to(message, form.agent),
    }
    return render(request, "backoffice/mailroom/mail.html", context, status=status)


def _is_closed_to(message: InboundMessage, agent: User) -> bool:
    """Whether it answers a confidential demande, which only its own service reads."""
    if message.reason != "confidential":
        return False
    pk = int(message.topic.partition(":")[2])
    return not Demande.objects.readable_by(agent).filter(pk=pk).exists()
