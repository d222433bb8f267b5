"""Demandes by the thousand, each with the life of a real one."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import deadlines, references
from portal.demandes.filers import filer_of
from portal.demandes.models import Demande, Message
from portal.demandes.states import Action, State
from portal.demandes.wording import search_text_of
from portal.demo.scale.people import reference_of
from portal.procedures.models import FormVersion, Procedure
from portal.replies.models import Reply
from tests.bench.world import World

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
FIRST_NAMES = ["Awa", "Jean", "Inès", "Malik", "Jeanne", "Théo", "Louise", "Omar", "Agathe", "Paul"]
LAST_NAMES = ["Delattre", "Lefebvre", "Ba", "Carpentier", "Nguyen", "Dubois", "Haddad", "Leroy"]
WORDS = [
    "trottoir", "école", "lampadaire", "poubelle", "arbre", "passage", "chaussée", "logement",
    "cantine", "inscription", "dossier", "rendez-vous", "facture", "attestation", "naissance",
    "permis", "clôture", "bruit", "fuite", "eau",
]  # fmt: skip


@dataclass
class Life:
    """A demande and what happened to it, in order: the action and when."""

    demande: Demande
    agent: User
    steps: list[tuple[Action, datetime]]
    words: str
    messages: dict[int, Message] = field(default_factory=dict)  # by the number of the entry
    reply: Reply | None = None


def lives(world: World, count: int, chance: random.Random) -> Iterator[Life]:
    """So many, one after the other: a million takes no more memory than ten."""
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
        reference=reference_of(number),
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
    demande.search_text = search_text_of(demande)
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
