"""What a demande becomes under another procedure. Nothing is written: a page shows it first."""

from datetime import datetime

from portal.demandes import deadlines
from portal.demandes.carrying import carry
from portal.demandes.filers import subject_of
from portal.demandes.models import Demande
from portal.demandes.moving import move
from portal.demandes.terms import apply_terms
from portal.demandes.wording import search_text_of
from portal.directory.models import Service
from portal.procedures.compile import current_version
from portal.procedures.models import Procedure, Silence
from portal.procedures.querysets import ProcedureQuerySet
from portal.procedures.routing import commune_of, route
from portal.procedures.schema import FormSchema
from portal.text.dates import full_date


def offered_to(demande: Demande) -> ProcedureQuerySet:
    """The procedures that the demande may come under: those of its organisation's site."""
    offered = Procedure.objects.live().for_site_of(demande.service.organisation)
    return offered.exclude(pk=demande.procedure_id)


def refusal(demande: Demande, procedure: Procedure, *, at: datetime) -> str:
    """Why the demande can't come under this procedure, as a French sentence; blank when it can.

    Silence that was worth acceptance has given the person a right: changing the procedure would
    take it back without saying so (CRPA, L231-1 and L242-1).
    """
    clock = deadlines.legal_clock(demande)
    if clock.effect == Silence.ACCEPT and clock.elapsed(deadlines.day_of(at, demande)):
        day = full_date(clock.silence_on) if clock.silence_on else ""
        return (
            f"Faute de réponse, cette demande est acceptée depuis le {day}\u00a0: "
            "elle ne change plus de démarche. Répondez à la personne."
        )
    if procedure.pk == demande.procedure_id:
        return "La demande relève déjà de cette démarche\u00a0: choisissez-en une autre."
    if not offered_to(demande).filter(pk=procedure.pk).exists():
        return "Cette démarche n’est plus proposée\u00a0: choisissez-en une autre."
    return ""


def change(demande: Demande, procedure: Procedure, *, at: datetime) -> None:
    """Bring the demande, unsaved, under the procedure and the form in force of it.

    Its clock and its promised date count from its own receipt. It stays confidential if it was;
    its filer stays who they were, whatever the form asks. Raises NoForm.
    """
    version = current_version(procedure)
    answers = carry(demande.answers, left=demande.form_version.form, entered=version.form)
    commune = commune_of(version.form, answers) or demande.commune_id
    service = _service(demande, procedure, version.form, commune or "", answers)
    if service.pk != demande.service_id:
        move(demande, service, at=at)
    confidential = demande.confidential or procedure.confidential
    demande.procedure, demande.form_version = procedure, version
    demande.answers, demande.commune_id = answers, commune
    demande.confidential = confidential
    demande.subject = procedure.title if confidential else subject_of(procedure, answers)
    apply_terms(demande)
    demande.search_text = search_text_of(demande)


def _service(
    demande: Demande,
    procedure: Procedure,
    form: FormSchema,
    commune: str,
    answers: dict[str, object],
) -> Service:
    routed = route(procedure, form=form, commune=commune, answers=answers, channel=demande.channel)
    services = Service.objects.with_contact().select_related("organisation__site")
    return services.get(pk=routed.service.pk)
