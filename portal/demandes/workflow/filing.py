"""Filing: a draft becomes a demande, once."""

from django.db import transaction

from portal.demandes import clock, deadlines, journal, notices, references
from portal.demandes.completeness import complete_answers
from portal.demandes.filers import filer_of, subject_of
from portal.demandes.models import Attachment, Demande, Draft
from portal.demandes.states import Action, State
from portal.demandes.tasks import issue_receipt
from portal.demandes.terms import terms_of
from portal.demandes.workflow.scanning import tell_refused
from portal.directory.channels import Channel
from portal.directory.models import Service
from portal.procedures.conditions import visible_keys
from portal.procedures.routing import commune_of, route_filed
from portal.text.french import analyse


@transaction.atomic
def file(*, draft: Draft, channel: Channel = Channel.ONLINE) -> Demande:
    """File the draft: demande, journal, routing, receipt and e-mail in one transaction.

    Filing a draft again gives back its demande. Raises Incomplete, naming the steps to go back
    to, when an answer or a document is missing.
    """
    drafts = Draft.objects.select_related("procedure__theme", "procedure__service", "form_version")
    draft = (
        drafts.prefetch_related("files__stored").select_for_update(of=("self",)).get(pk=draft.pk)
    )
    if draft.filed_at:
        return Demande.objects.get(draft_key=draft.pk)
    demande = _demande(draft, channel)
    demande.save(force_insert=True)
    _take_files(demande, draft)
    journal.write(
        demande,
        Action.FILE,
        at=demande.filed_at,
        data={"service": demande.service_id, "form": demande.form_version_id, "channel": channel},
    )
    notices.filed(demande)
    issue_receipt.enqueue(demande.pk)
    # The emptied draft stays for its thirty days: a second click finds the demande through it.
    Draft.objects.filter(pk=draft.pk).update(filed_at=demande.filed_at, answers={}, email="")
    return demande


def _demande(draft: Draft, channel: Channel) -> Demande:
    procedure, form, now = draft.procedure, draft.form_version.form, clock.now()
    given = {file.field_key for file in draft.files.all() if file.counts}
    answers = complete_answers(form, draft.answers, given)
    services = Service.objects.with_contact().select_related("organisation__site")
    routed = route_filed(procedure, form, answers=answers, channel=channel)
    service = services.get(pk=routed.service.pk)
    demande = Demande(
        reference=_unused_reference(),
        tracking_code=references.new_code(),
        draft_key=draft.pk,
        procedure=procedure,
        form_version=draft.form_version,
        answers=answers,
        subject=subject_of(procedure, answers),
        channel=channel,
        commune_id=commune_of(form, answers),
        confidential=procedure.confidential,
        state=State.FILED,
        service=service,
        filed_at=now,
        received_on=deadlines.local_day(now, service.organisation),
        **terms_of(procedure, service, now),
        **filer_of(form, answers),
    )
    demande.competent_since = demande.received_on
    demande.silence_on = deadlines.legal_clock(demande).silence_on
    demande.search_text = analyse(f"{demande.subject} {demande.filer_name} {procedure.title}")
    return demande


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
