"""A demande's life in the resident's words: what is done, where it stands, what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.demandes.models import Demande, JournalEntry
from portal.demandes.states import Action, State
from portal.directory.channels import Channel
from portal.ui.dates import day, moment

# What isn't named here is the service's own business (notes, hand-overs, consultations).
SENTENCES = {
    Action.FILE: "Demande reçue",
    Action.TAKE_IN: "Paiement reçu, demande déposée",
    Action.DROP: "Demande effacée\u00a0: elle n’a pas été payée à temps",
    Action.TAKE: "Prise en charge par un agent",
    Action.FORWARD: "Transmise au service compétent",
    Action.REQUALIFY: "Rattachée à la démarche qui lui convient",
    Action.ASK_DOCUMENT: "Document demandé",
    Action.ASK_EXTRA: "Document complémentaire demandé",
    Action.PROVIDE_DOCUMENT: "Document reçu",
    Action.ASK_PARTNER: "Avis demandé à un autre organisme",
    Action.ANSWER: "Réponse envoyée",
    Action.CLOSE: "Demande terminée",
    Action.REOPEN: "Demande rouverte",
    Action.WITHDRAW: "Vous avez retiré votre demande",
    Action.MARK_DUPLICATE: "Demande jointe à une autre, déjà en cours",
}
# When an agent filed.
FOR_YOU = {
    Channel.TELEPHONE: "Demande enregistrée par un agent, au téléphone avec vous",
    Channel.DESK: "Demande enregistrée par un agent, à l’accueil",
    Channel.LETTER: "Courrier enregistré par un agent",
    Channel.EMAIL: "E-mail enregistré par un agent",
}
HELPED = "Demande reçue, remplie avec l’aide d’un agent"
KEPT = "Demande gardée, à payer"
NOW = {
    State.AWAITING_PAYMENT: "Nous attendons votre paiement pour déposer votre demande",
    State.FILED: "Le service va prendre votre demande en charge",
    State.ASSIGNED: "Un agent traite votre demande",
    State.AWAITING_CITIZEN: "Nous attendons un document de votre part",
    State.AWAITING_PARTNER: "Nous attendons l’avis d’un autre organisme",
}


@dataclass(frozen=True)
class Milestone:
    """One line of the timeline, as components/timeline.html draws it."""

    label: str
    state: str  # done, now or next
    when: str = ""
    text: str = ""


def story(demande: Demande, journal: list[JournalEntry]) -> list[Milestone]:
    """The milestones passed, the present one and the answer to come."""
    return [*_past(journal), *_present(demande), *_future(demande)]


def _past(journal: list[JournalEntry]) -> Iterator[Milestone]:
    for entry in journal:
        if sentence := _sentence(entry):
            yield Milestone(sentence, "done", moment(entry.at))


def _sentence(entry: JournalEntry) -> str:
    """Blank for what is the service's own business."""
    if entry.to_state == State.AWAITING_PAYMENT:
        return KEPT
    if entry.action == Action.FILE and entry.agent_id:
        return FOR_YOU.get(entry.data.get("channel", ""), SENTENCES[Action.FILE])
    if entry.data.get("helped_by"):
        return HELPED
    return SENTENCES.get(Action(entry.action), "")


def _present(demande: Demande) -> Iterator[Milestone]:
    if sentence := NOW.get(demande.status):
        yield Milestone(sentence, "now")


def _future(demande: Demande) -> Iterator[Milestone]:
    if demande.status == State.AWAITING_PAYMENT:
        yield Milestone("Dépôt auprès du service", "next", "une fois la demande payée")
    if demande.is_open:
        yield Milestone("Réponse", "next", f"promise au plus tard le {day(demande.due_on)}")
