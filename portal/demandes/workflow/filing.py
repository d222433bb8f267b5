"""Filing: a draft becomes a demande, once."""

from datetime import date
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.demandes import clock, deadlines, journal, keeping, notices, references, rights
from portal.demandes.completeness import SPARED_BY_AGENTS, Incomplete, complete_answers, identity_of
from portal.demandes.filers import filer_of, subject_of
from portal.demandes.models import Attachment, Demande, Draft, JournalEntry
from portal.demandes.models.person import copied
from portal.demandes.states import Action, State
from portal.demandes.tasks import issue_receipt
from portal.demandes.terms import apply_terms
from portal.demandes.wording import search_text_of
from portal.demandes.workflow.deed import NotAllowed, deed
from portal.demandes.workflow.scanning import tell_refused
from portal.demandes.workflow.sharing import helpers_at_filing
from portal.directory.channels import Channel
from portal.directory.models import Service
from portal.procedures.conditions import visible_keys
from portal.procedures.models import Procedure
from portal.procedures.routing import commune_of, route_filed
from portal.procedures.schema import FormSchema


@transaction.atomic
def file(*, draft: Draft, channel: Channel | None = None, state: State = State.FILED) -> Demande:
    """File the draft: demande, journal, routing, receipt and e-mail in one transaction.

    With AWAITING_PAYMENT as its `state` it is written and goes no further: no queue, no clock, no
    receipt until `take_in` (design, decision 4).

    An adviser who files for a person keeps the demande from then on. Filing a draft again gives
    back its demande. Raises Incomplete, naming the steps to go back
    to, when an answer or a document is missing; NotAllowed when the agent who filled it in for a
    person doesn't cover the procedure's organisation (any more).
    """
    joined = ("procedure__theme", "procedure__service", "form_version", "agent")
    drafts = Draft.objects.select_related(*joined).prefetch_related("files__stored")
    draft = drafts.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.filed_at:
        return Demande.objects.get(draft_key=draft.pk)
    if draft.agent:
        _check(draft.agent, draft.procedure)
    demande = _demande(draft, channel or Channel(draft.channel), state)
    demande.save(force_insert=True)
    _take_files(demande, draft)
    journal.write(
        demande,
        Action.FILE,
        at=demande.filed_at,
        agent=draft.agent,
        data={
            "service": demande.service_id,
            "form": demande.form_version_id,
            "channel": demande.channel,
            **({"received_on": draft.arrived_on.isoformat()} if draft.arrived_on else {}),
            **({"keeper": demande.keeper_id} if demande.keeper_id else {}),
            **_helped_by(draft),
        },
    )
    if state == State.FILED:
        _acknowledge(demande)
    # The emptied draft stays for its thirty days: a second click finds the demande through it.
    Draft.objects.filter(pk=draft.pk).update(filed_at=demande.filed_at, answers={}, email="")
    return demande


def take_in(demande: Demande) -> None:
    """What was paid so as to be filed is filed now: its service, its clocks and its receipt begin.

    Routed anew: a service may have closed since. Raises WrongState the second time.
    """
    with deed(demande, Action.TAKE_IN, actor=JournalEntry.Actor.SYSTEM) as done:
        filed = done.demande
        filed.service = _service_for(
            filed.procedure, filed.form_version.form, filed.answers, Channel(filed.channel)
        )
        filed.filed_at = done.at
        filed.received_on = deadlines.local_day(done.at, filed.service.organisation)
        filed.competent_since = filed.received_on
        apply_terms(filed)
        done.data["service"] = filed.service_id
        _acknowledge(filed)


def drop(demande: Demande) -> None:
    """Withdraw what wasn't paid in time, and tell the person. Raises WrongState once it is."""
    with deed(demande, Action.DROP, actor=JournalEntry.Actor.SYSTEM) as done:
        done.demande.closed_at = done.at
        notices.dropped(done.demande)


def _acknowledge(demande: Demande) -> None:
    notices.filed(demande)
    issue_receipt.enqueue(demande.pk)


def _helped_by(draft: Draft) -> dict[str, list[int]]:
    """The agents who filled it in with the person; no query for a draft never shared."""
    helpers = helpers_at_filing(draft) if draft.shared else []
    return {"helped_by": helpers} if helpers else {}


def _check(agent: User, procedure: Procedure) -> None:
    if not rights.procedures_to_file(agent).filter(pk=procedure.pk).exists():
        raise NotAllowed("Vos habilitations ne permettent pas de déposer cette démarche.")


def _demande(draft: Draft, channel: Channel, state: State) -> Demande:
    procedure, form, now = draft.procedure, draft.form_version.form, clock.now()
    asking = identity_of(form, draft.answers)
    if asking and draft.lacks_beneficiary:
        raise Incomplete([asking])
    given = {file.field_key for file in draft.files.all() if file.counts}
    spared = SPARED_BY_AGENTS if draft.agent else ()
    answers = complete_answers(form, draft.answers, given, spared=spared)
    service = _service_for(procedure, form, answers, channel)
    demande = Demande(
        reference=_unused_reference(),
        tracking_code=references.new_code(),
        draft_key=draft.pk,
        procedure=procedure,
        form_version=draft.form_version,
        answers=answers,
        subject=subject_of(procedure, answers),
        channel=channel,
        filed_by=draft.agent,
        commune_id=commune_of(form, answers),
        confidential=procedure.confidential,
        state=state,
        service=service,
        filed_at=now,
        received_on=_received_on(draft, deadlines.local_day(now, service.organisation)),
        **filer_of(form, answers),
        **copied(draft),
    )
    demande.competent_since = demande.received_on
    if draft.agent and keeping.may_keep(draft.agent, demande):
        demande.keeper = draft.agent
    apply_terms(demande)
    if state == State.AWAITING_PAYMENT:
        demande.silence_on = None
    demande.search_text = search_text_of(demande)
    return demande


def _service_for(
    procedure: Procedure, form: FormSchema, answers: dict[str, Any], channel: Channel
) -> Service:
    """The service that it goes to, with what messages say of it."""
    routed = route_filed(procedure, form, answers=answers, channel=channel)
    services = Service.objects.with_contact().select_related("organisation__site")
    return services.get(pk=routed.service.pk)


def _received_on(draft: Draft, today: date) -> date:
    """The day of an earlier letter's arrival; never after the filing."""
    return min(draft.arrived_on or today, today)


def _unused_reference() -> str:
    """A reference that nobody has; the unique constraint still stands behind."""
    while Demande.objects.filter(reference=(found := references.new_reference())).exists():
        pass
    return found


def _take_files(demande: Demande, draft: Draft) -> None:
    """Move the draft's files to the demande; those of fields that ended up hidden are orphans."""
    visible = visible_keys(draft.form_version.form, demande.answers)
    files = list(draft.files.all())
    draft.files.all().delete()
    attachments = Attachment.objects.bulk_create(
        Attachment(demande=demande, stored_id=file.stored_id, field_key=file.field_key)
        for file in files
        if file.field_key in visible
    )
    tell_refused(attachments)
