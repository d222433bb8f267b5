"""The states of a demande and the one table of what leads from which to which."""

from django.db import models


class State(models.TextChoices):
    """Where a demande stands; the labels are what agents read."""

    AWAITING_PAYMENT = "awaiting_payment", "Attente paiement"
    FILED = "filed", "À prendre"
    ASSIGNED = "assigned", "En cours"
    AWAITING_CITIZEN = "awaiting_citizen", "Attente usager"
    AWAITING_PARTNER = "awaiting_partner", "Attente partenaire"
    ANSWERED = "answered", "Répondue"
    CLOSED = "closed", "Close"
    WITHDRAWN = "withdrawn", "Retirée"
    DUPLICATE = "duplicate", "Doublon"

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something before the answer."""
        return self in OPEN

    @property
    def is_over(self) -> bool:
        return self in OVER

    @property
    def public_label(self) -> str:
        """The same in the resident's words."""
        return PUBLIC_LABELS[self]

    @property
    def tone(self) -> str:
        """The colour family of its tag: good, warn or neutral."""
        return TONES.get(self, "")


OPEN = frozenset({State.FILED, State.ASSIGNED, State.AWAITING_CITIZEN, State.AWAITING_PARTNER})
OVER = frozenset({State.CLOSED, State.WITHDRAWN, State.DUPLICATE})
# Few of all demandes, and of any age: a list of them can't be found by walking through the others.
RARE = frozenset({State.AWAITING_CITIZEN, State.AWAITING_PARTNER, State.WITHDRAWN, State.DUPLICATE})
# A demande that waits for its payment is nobody's yet (design, decision 4).
SEEN = frozenset(State) - {State.AWAITING_PAYMENT}
# From receipt to the end that its keeper confirms.
KEPT = OPEN | {State.ANSWERED}
TONES = {
    State.AWAITING_PAYMENT: "warn",
    State.AWAITING_CITIZEN: "warn",
    State.ANSWERED: "good",
    State.CLOSED: "good",
}
PUBLIC_LABELS = {
    State.AWAITING_PAYMENT: "En attente de votre paiement",
    State.FILED: "Reçue",
    State.ASSIGNED: "En cours de traitement",
    State.AWAITING_CITIZEN: "En attente d’un document de votre part",
    State.AWAITING_PARTNER: "En attente d’un autre organisme",
    State.ANSWERED: "Une réponse vous attend",
    State.CLOSED: "Terminée",
    State.WITHDRAWN: "Retirée",
    State.DUPLICATE: "Jointe à une autre demande",
}


class Action(models.TextChoices):
    """What happens to a demande, as the journal names it."""

    FILE = "file", "Demande déposée"
    TAKE_IN = "take_in", "Paiement reçu, demande déposée"
    DROP = "drop", "Retirée faute de paiement"
    TAKE = "take", "Prise en charge"
    ASSIGN = "assign", "Confiée à un agent"
    FORWARD = "forward", "Transmise à un autre service"
    REQUALIFY = "requalify", "Changée de démarche"
    PROPOSE_PROCEDURE = "propose_procedure", "Démarche proposée à partir d’elle"
    ASK_DOCUMENT = "ask_document", "Document indispensable demandé"
    ASK_EXTRA = "ask_extra", "Document utile demandé"
    PROVIDE_DOCUMENT = "provide_document", "Document reçu"
    COMPLETE = "complete", "Dossier complet"
    ASK_PARTNER = "ask_partner", "Avis d’un partenaire attendu"
    RESUME = "resume", "Reprise du traitement"
    TELL = "tell", "Message à la personne"
    HEAR = "hear", "Message de la personne"
    NOTE = "note", "Note interne"
    ANSWER = "answer", "Réponse envoyée"
    CLOSE = "close", "Demande close"
    REOPEN = "reopen", "Demande rouverte"
    WITHDRAW = "withdraw", "Demande retirée par la personne"
    MARK_DUPLICATE = "mark_duplicate", "Marquée comme doublon"
    KEEP = "keep", "Suivi commencé"
    ENTRUST = "entrust", "Suivi confié"
    LEAVE = "leave", "Suivi rendu"
    CHASE = "chase", "Service relancé"
    PROTECT = "protect", "Précautions de contact changées"
    SAME_PERSON = "same_person", "Rapprochée d’une autre demande de la même personne"
    NOT_SAME_PERSON = "not_same_person", "Séparée\u00a0: ce n’est pas la même personne"
    OPEN_EXCEPTIONALLY = "open_exceptionally", "Consultation exceptionnelle"


def _to(target: State, *sources: State) -> dict[State, State]:
    return dict.fromkeys(sources, target)


def _stay(*sources: State) -> dict[State, State]:
    return {source: source for source in sources}


_WAITING = (State.AWAITING_CITIZEN, State.AWAITING_PARTNER)
# What leads from which state to which. ASSIGNED means "in somebody's hands": a demande that nobody
# has goes to FILED instead (see `workflow.deed`).
TRANSITIONS: dict[Action, dict[State, State]] = {
    Action.TAKE_IN: _to(State.FILED, State.AWAITING_PAYMENT),
    Action.DROP: _to(State.WITHDRAWN, State.AWAITING_PAYMENT),
    Action.TAKE: _to(State.ASSIGNED, State.FILED, State.ASSIGNED) | _stay(*_WAITING),
    Action.ASSIGN: _to(State.ASSIGNED, State.FILED, State.ASSIGNED) | _stay(*_WAITING),
    Action.FORWARD: _to(State.FILED, *OPEN),
    # FILED when its new procedure puts it in another service.
    Action.REQUALIFY: _stay(*OPEN),
    Action.PROPOSE_PROCEDURE: _stay(*SEEN),
    Action.ASK_DOCUMENT: _to(State.AWAITING_CITIZEN, *OPEN),
    Action.ASK_EXTRA: _stay(*OPEN),
    Action.PROVIDE_DOCUMENT: _stay(*OPEN),
    Action.COMPLETE: _to(State.ASSIGNED, State.AWAITING_CITIZEN),
    Action.ASK_PARTNER: _to(State.AWAITING_PARTNER, State.FILED, State.ASSIGNED),
    Action.RESUME: _to(State.ASSIGNED, *_WAITING),
    Action.TELL: _stay(*OPEN, State.ANSWERED),
    Action.HEAR: _stay(*OPEN, State.ANSWERED),
    Action.NOTE: _stay(*SEEN),
    Action.ANSWER: _to(State.ANSWERED, *OPEN),
    Action.CLOSE: _to(State.CLOSED, State.ANSWERED),
    Action.REOPEN: _to(State.ASSIGNED, State.ANSWERED, State.CLOSED),
    Action.WITHDRAW: _to(State.WITHDRAWN, State.AWAITING_PAYMENT, *OPEN),
    Action.MARK_DUPLICATE: _to(State.DUPLICATE, *OPEN),
    Action.KEEP: _stay(*KEPT),
    Action.ENTRUST: _stay(*KEPT),
    Action.LEAVE: _stay(*KEPT),
    # Not while the person has to act, nor once the service has answered.
    Action.CHASE: _stay(State.FILED, State.ASSIGNED, State.AWAITING_PARTNER),
    Action.PROTECT: _stay(*SEEN),
    Action.SAME_PERSON: _stay(*SEEN),
    Action.NOT_SAME_PERSON: _stay(*SEEN),
    Action.OPEN_EXCEPTIONALLY: _stay(*SEEN),
}


def allowed(action: Action, state: State | str) -> bool:
    """Whether the action may happen to a demande in this state."""
    return state in TRANSITIONS[action]


def after(action: Action, state: State | str) -> State:
    """The state that the action leads to; raises KeyError where it may not happen."""
    return TRANSITIONS[action][State(state)]
