"""Demandes by the thousand, each with the life of a real one: journal, messages, reply, e-mails.

Written in batches that never grow, from one seed: the same number gives the same rows.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import deadlines, journal, references
from portal.demandes.filers import filer_of
from portal.demandes.models import Demande, JournalEntry, Message
from portal.demandes.states import Action, State
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State as Sent
from portal.procedures.models import FormVersion, Procedure
from portal.replies.models import Decision, Reply
from portal.text.french import analyse
from tests.bench.world import World

BATCH = 1_000
SPACE = len(references.SYMBOLS) ** (references.LENGTH - 1)
STRIDE = 1_000_000_007  # prime, so that each number gives a reference of its own
# Most of what a place ever received is closed; about three in ten still wait.
ENDINGS = {
    State.CLOSED: 60,
    State.ANSWERED: 8,
    State.WITHDRAWN: 2,
    State.FILED: 12,
    State.ASSIGNED: 12,
    State.AWAITING_PARTNER: 6,
}
PATHS: dict[State, list[Action]] = {
    State.CLOSED: [Action.TAKE, Action.TELL, Action.HEAR, Action.ANSWER, Action.CLOSE],
    State.ANSWERED: [Action.TAKE, Action.TELL, Action.ANSWER],
    State.WITHDRAWN: [Action.WITHDRAW],
    State.FILED: [],
    State.ASSIGNED: [Action.TAKE, Action.TELL],
    State.AWAITING_PARTNER: [Action.TAKE, Action.TELL, Action.HEAR, Action.ASK_PARTNER],
}
LEADS_TO = {
    Action.TAKE: State.ASSIGNED,
    Action.ANSWER: State.ANSWERED,
    Action.CLOSE: State.CLOSED,
    Action.WITHDRAW: State.WITHDRAWN,
    Action.ASK_PARTNER: State.AWAITING_PARTNER,
}
BY_CITIZEN = {Action.FILE, Action.HEAR, Action.WITHDRAW}
FIRST_NAMES = ["Awa", "Jean", "Inès", "Malik", "Jeanne", "Théo", "Louise", "Omar", "Agathe", "Paul"]
LAST_NAMES = ["Delattre", "Lefebvre", "Ba", "Carpentier", "Nguyen", "Dubois", "Haddad", "Leroy"]
WORDS = [
    "trottoir",
    "école",
    "lampadaire",
    "poubelle",
    "arbre",
    "passage",
    "chaussée",
    "logement",
    "cantine",
    "inscription",
    "dossier",
    "rendez-vous",
    "facture",
    "attestation",
    "acte",
    "naissance",
    "permis",
    "clôture",
    "bruit",
    "fuite",
    "eau",
]


@dataclass
class Life:
    """A demande and what happened to it, in order: the action and when."""

    demande: Demande
    agent: User
    steps: list[tuple[Action, datetime]]
    words: str
    messages: dict[int, Message] = field(default_factory=dict)  # by the number of the entry
    reply: Reply | None = None


def populate(world: World, count: int, *, seed: int = 62) -> None:
    """Write so many demandes, then let PostgreSQL learn what its tables hold."""
    lives = _lives(world, count, random.Random(seed))  # noqa: S311  the same rows each time
    while batch := list(islice(lives, BATCH)):
        _write(batch)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _lives(world: World, count: int, chance: random.Random) -> Iterator[Life]:
    now = timezone.now()
    for number in range(count):
        procedure, version = chance.choice(world.offers)
        state = chance.choices(list(ENDINGS), list(ENDINGS.values()))[0]
        oldest = 60 if state.is_open else 900  # days
        filed_at = now - timedelta(days=chance.uniform(6, oldest))
        actions = [Action.FILE, *PATHS[state]]
        steps = [(action, filed_at + timedelta(days=day)) for day, action in enumerate(actions)]
        yield Life(
            demande=_demande(number, procedure, version, state, steps, world, chance),
            agent=chance.choice(world.officers[procedure.service_id]),
            steps=steps,
            words=" ".join(chance.choices(WORDS, k=25)),
        )


def _demande(
    number: int,
    procedure: Procedure,
    version: FormVersion,
    state: State,
    steps: list[tuple[Action, datetime]],
    world: World,
    chance: random.Random,
) -> Demande:
    answers = _answers(number, world, chance)
    times = dict(steps)
    filed_at = steps[0][1]
    day = deadlines.local_day(filed_at, procedure.service.organisation)
    demande = Demande(
        reference=_reference(number),
        tracking_code="".join(chance.choices(references.CODE_SYMBOLS, k=references.CODE_LENGTH)),
        draft_key=UUID(int=chance.getrandbits(128)),
        version=len(steps),
        procedure=procedure,
        form_version=version,
        answers=answers,
        subject=procedure.title,
        commune_id=answers["commune"],
        sector=procedure.theme.sector,
        state=state,
        service=procedure.service,
        filed_at=filed_at,
        received_on=day,
        competent_since=day,
        due_on=day + timedelta(days=14),
        answered_at=times.get(Action.ANSWER),
        closed_at=times.get(Action.CLOSE) or times.get(Action.WITHDRAW),
        silence=procedure.silence,
        silence_months=procedure.silence_months,
        legal_basis=procedure.legal_basis,
        appeal_route=procedure.appeal_route,
        **filer_of(version.form, answers),
    )
    demande.silence_on = deadlines.legal_clock(demande).silence_on
    demande.search_text = analyse(f"{demande.subject} {demande.filer_name} {procedure.title}")
    return demande


def _answers(number: int, world: World, chance: random.Random) -> dict[str, Any]:
    commune = chance.choice(world.communes)
    return {
        "commune": commune.insee,
        "adresse": f"{chance.randint(1, 200)} rue des Lilas",
        "danger": "oui",
        "details": " ".join(chance.choices(WORDS, k=40)),
        "identite": {
            "kind": "person",
            "first_name": chance.choice(FIRST_NAMES),
            "last_name": chance.choice(LAST_NAMES),
            "email": f"personne{number}@courriel.example",
            "phone": "+33639980000",
            "address": "12 rue des Lilas",
            "postal_code": "62000",
            "city": commune.name,
        },
    }


def _reference(number: int) -> str:
    """Scattered over all the references, never twice the same."""
    rest, drawn = number * STRIDE % SPACE, ""
    for _ in range(references.LENGTH - 1):
        rest, index = divmod(rest, len(references.SYMBOLS))
        drawn += references.SYMBOLS[index]
    return references.normalise(drawn + references.check_symbol(drawn)) or ""


@transaction.atomic
def _write(lives: list[Life]) -> None:
    for life in lives:
        if any(action == Action.TAKE for action, _at in life.steps):
            life.demande.assignee = life.agent
    Demande.objects.bulk_create(life.demande for life in lives)
    for life in lives:
        _speak(life)
    Message.objects.bulk_create(_each(life.messages.values() for life in lives))
    Reply.objects.bulk_create(life.reply for life in lives if life.reply)
    OutboundMessage.objects.bulk_create(_each(map(_mails, lives)))
    JournalEntry.objects.bulk_create(_each(map(_chain, lives)))


def _each(groups: Iterable[Iterable[Any]]) -> Iterator[Any]:
    return (row for group in groups for row in group)


def _speak(life: Life) -> None:
    """The messages and the reply of a life, once its demande has a number."""
    for number, (action, at) in enumerate(life.steps, start=1):
        if action in {Action.TELL, Action.HEAR}:
            agent = None if action == Action.HEAR else life.agent
            life.messages[number] = Message(
                demande=life.demande,
                agent=agent,
                body=life.words,
                sent_at=at,
                key=UUID(int=life.demande.draft_key.int ^ number),
            )
        elif action == Action.ANSWER:
            life.reply = Reply(
                demande=life.demande,
                decision=Decision.NONE,
                body=life.words,
                signatory=life.agent,
                signature="Camille Morel, service",
                sent_at=at,
            )


def _chain(life: Life) -> Iterator[JournalEntry]:
    """The journal, each entry sealed upon the one before."""
    previous, state = "", ""
    for number, (action, at) in enumerate(life.steps, start=1):
        by_citizen = action in BY_CITIZEN
        entry = JournalEntry(
            demande=life.demande,
            number=number,
            at=at,
            action=action,
            actor_kind=JournalEntry.Actor.CITIZEN if by_citizen else JournalEntry.Actor.AGENT,
            agent=None if by_citizen else life.agent,
            from_state=state,
            to_state=LEADS_TO.get(action, state or State.FILED),
            data=_data(life, action, number),
            previous_digest=previous,
        )
        previous = entry.digest = journal.digest(entry)
        state = entry.to_state
        yield entry


def _data(life: Life, action: Action, number: int) -> dict[str, Any]:
    demande = life.demande
    if action == Action.FILE:
        return {
            "service": demande.service_id,
            "form": demande.form_version_id,
            "channel": demande.channel,
        }
    if action == Action.ANSWER and life.reply:
        return {"reply": life.reply.pk, "decision": life.reply.decision}
    return {"message": life.messages[number].pk} if number in life.messages else {}


def _mails(life: Life) -> Iterator[OutboundMessage]:
    """What the person was told by e-mail, all of it sent."""
    told = {Action.FILE: "filed", Action.TELL: "message", Action.ANSWER: "answered"}
    for number, (action, at) in enumerate(life.steps, start=1):
        if action in told:
            key = f"{life.demande.topic}:{told[action]}:v{number}"
            yield OutboundMessage(
                key=key,
                topic=life.demande.topic,
                sender_name="Ville d’Arlencourt",
                recipient=life.demande.filer_email,
                subject=f"Votre demande {life.demande.reference}",
                text=life.words * 5,
                html=f"<p>{life.words * 15}</p>",
                state=Sent.SENT,
                message_id=f"<{key}@bench>",
                attempts=1,
                queued_at=at,
                sending_at=at,
                sent_at=at,
            )
