"""How each verb of a life is done: by the real verbs, by whoever may."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid5

from portal.demandes import clock
from portal.demandes.keeping import advisers_of
from portal.demandes.models import Demande, Draft, DraftFile
from portal.demandes.states import State
from portal.demandes.workflow import (
    exchanges,
    filing,
    handling,
    keeping,
    protecting,
    requalifying,
)
from portal.demo.papers import received
from portal.demo.staff import Team
from portal.demo.stories import Story
from portal.directory.channels import Channel
from portal.directory.models import Service
from portal.procedures.models import Procedure, Silence
from portal.replies import workflow as replies
from portal.replies.models import AnswerTemplate, Decision
from portal.replies.variables import fill

TIME_TO_SEND = timedelta(days=21)  # a document, once asked for
SECOND_THOUGHT = "Merci de votre réponse. Il me reste une question : pouvez-vous m’appeler ?"
DUPLICABLE = (State.FILED, State.ASSIGNED, State.ANSWERED)


def file(story: Story, team: Team) -> None:
    """Online by the person, else by whoever welcomes the public."""
    service = story.procedure.service
    called = story.channel != Channel.ONLINE
    agent = team.adviser(service) if called and service else None
    draft = Draft.objects.create(
        id=story.key,
        procedure=story.procedure,
        form_version=story.version,
        answers=story.answers,
        agent=agent,
        channel=story.channel if agent else Channel.ONLINE,
        **story.around,
    )
    for field_key, names in story.files.items():
        for name in names:
            DraftFile.objects.create(draft=draft, field_key=field_key, stored=received(name))
    story.demande = filing.file(draft=draft)


def take(story: Story, team: Team) -> None:
    demande = _of(story)
    handling.take(demande, agent=team.handler(demande.service), version=demande.version)


def assign(story: Story, team: Team) -> None:
    demande = _of(story)
    head, officer = team.head(demande.service), team.handler(demande.service)
    handling.assign(demande, to=officer, agent=head, version=demande.version)


def note(story: Story, team: Team) -> None:
    demande, key = _of(story), uuid5(story.key, f"note {story.told['notes']}")
    body = story.one_of("notes")
    exchanges.note(demande, body=body, agent=team.handler(demande.service), key=key)


def cite(story: Story, team: Team) -> None:
    """A note for the head, who hasn't read it yet; a head who works alone writes to nobody."""
    demande, body = _of(story), story.one_of("notes")
    agent, head = team.handler(demande.service), team.head(demande.service)
    named = [] if agent == head else [head]
    body = f"@{head} {body}" if named else body
    key = uuid5(story.key, "cite")
    exchanges.note(demande, body=body, agent=agent, key=key, mentioned=named)


def tell(story: Story, team: Team) -> None:
    demande, body = _of(story), story.one_of("talks")["agent"]
    agent = team.handler(demande.service)
    exchanges.tell(demande, body=body, agent=agent, key=uuid5(story.key, "tell"))


def hear(story: Story, _team: Team) -> None:
    """The reply to what was just told, else a second thought after the service's answer."""
    body = story.last_of("talks")["person"] if story.told["talks"] else SECOND_THOUGHT
    exchanges.hear(_of(story), body=body, key=uuid5(story.key, "hear"))


def ask(story: Story, team: Team) -> None:
    _ask(story, team, indispensable=True)


def ask_extra(story: Story, team: Team) -> None:
    _ask(story, team, indispensable=False)


def provide(story: Story, _team: Team) -> None:
    demande = _of(story)
    request = demande.document_requests.get(received_on=None)
    exchanges.provide_document(demande, request=request, files=[received("document.pdf")])


def ask_partner(story: Story, team: Team) -> None:
    demande, partner = _of(story), story.one_of("partners")
    agent = team.handler(demande.service)
    handling.ask_partner(demande, partner=partner, agent=agent, version=demande.version)


def resume(story: Story, team: Team) -> None:
    demande = _of(story)
    handling.resume(demande, agent=team.handler(demande.service), version=demande.version)


def forward(story: Story, team: Team) -> None:
    """To the service that the dossier names, unless the demande is already there."""
    demande, (code, reason) = _of(story), story.words["forward"]
    if demande.service.code == code:
        return
    handling.forward(
        demande,
        service=Service.objects.get(code=code),
        reason=reason,
        agent=team.handler(demande.service),
        version=demande.version,
    )


def forward_back(story: Story, team: Team) -> None:
    """To the service of its procedure: the other one says that it isn't theirs."""
    demande, home = _of(story), story.procedure.service
    if home is None or demande.service_id == home.pk:
        return
    handling.forward(
        demande,
        service=home,
        reason="Cette voie n’est pas de notre ressort\u00a0: elle vous revient.",
        agent=team.handler(demande.service),
        version=demande.version,
    )


def keep(story: Story, team: Team) -> None:
    """Whoever welcomes the public follows it, unless she filed it and does already."""
    demande = _of(story)
    adviser = team.adviser(demande.service)
    if demande.keeper_id != adviser.pk:
        keeping.keep(demande, agent=adviser, version=demande.version)


def entrust(story: Story, _team: Team) -> None:
    """To a colleague who welcomes the public where it is now."""
    demande = _of(story)
    if (keeper := demande.keeper) is None:
        return
    others = advisers_of(demande.service.organisation).exclude(pk=keeper.pk)
    if other := others.first():
        keeping.entrust(demande, to=other, agent=keeper, version=demande.version)


def leave(story: Story, team: Team) -> None:
    demande = _of(story)
    keeping.leave(demande, agent=team.adviser(demande.service), version=demande.version)


def chase(story: Story, team: Team) -> None:
    demande, key = _of(story), uuid5(story.key, "chase")
    body = "La personne a rappelé ce matin\u00a0: elle n’a pas de nouvelles."
    keeping.chase(demande, body=body, agent=team.adviser(demande.service), key=key)


def confirm(story: Story, team: Team) -> None:
    demande = _of(story)
    handling.close(demande, agent=team.adviser(demande.service), version=demande.version)


def requalify(story: Story, team: Team) -> None:
    """To the procedure that the dossier names."""
    demande, (code, reason) = _of(story), story.words["requalify"]
    requalifying.requalify(
        demande,
        procedure=Procedure.objects.get(code=code),
        reason=reason,
        agent=team.handler(demande.service),
        version=demande.version,
    )


def propose_procedure(story: Story, team: Team) -> None:
    demande = _of(story)
    requalifying.propose_procedure(demande, agent=team.head(demande.service))


def answer(story: Story, team: Team) -> None:
    _answer(story, team, Decision.FAVOURABLE, Decision.NONE)


def refuse(story: Story, team: Team) -> None:
    _answer(story, team, Decision.REFUSED)


def grant_in_part(story: Story, team: Team) -> None:
    _answer(story, team, Decision.PARTIAL)


def close(story: Story, team: Team) -> None:
    demande = _of(story)
    handling.close(demande, agent=team.handler(demande.service), version=demande.version)


def reopen(story: Story, team: Team) -> None:
    demande = _of(story)
    handling.reopen(demande, agent=team.handler(demande.service), version=demande.version)


def withdraw(story: Story, _team: Team) -> None:
    demande = _of(story)
    exchanges.withdraw(demande, version=demande.version)


def mark_duplicate(story: Story, team: Team) -> None:
    demande = _of(story)
    alike = Demande.objects.filter(subject=demande.subject, service=demande.service)
    other = alike.filter(state__in=DUPLICABLE).exclude(pk=demande.pk).first()
    if other:
        agent = team.handler(demande.service)
        handling.mark_duplicate(demande, of=other, agent=agent, version=demande.version)


def open_exceptionally(story: Story, team: Team) -> None:
    demande = _of(story)
    reason = "La personne est à l’accueil, sans courrier, et demande où en est son recours."
    handling.open_exceptionally(demande, reason=reason, agent=team.adviser(demande.service))


def protect(story: Story, team: Team) -> None:
    """The person has just said, on the telephone, that somebody listens to their messages."""
    demande, cautions = _of(story), ["no_voicemail", "no_sms"]
    agent = team.handler(demande.service)
    protecting.protect(demande, cautions=cautions, agent=agent, version=demande.version)


def _of(story: Story) -> Demande:
    if story.demande is None:
        message = f"{story.name} isn't filed yet"
        raise LookupError(message)
    return story.demande


def _ask(story: Story, team: Team, *, indispensable: bool) -> None:
    demande, wanted = _of(story), story.one_of("documents")
    exchanges.ask_document(
        demande,
        label=wanted["label"],
        why=wanted["why"],
        deadline=clock.now().date() + TIME_TO_SEND,
        indispensable=indispensable,
        agent=team.handler(demande.service),
        version=demande.version,
    )


def _answer(story: Story, team: Team, *decisions: Decision) -> None:
    """By the procedure's first template with one of these decisions, else a general one.

    Where silence would decide, an answer decides.
    """
    demande = _of(story)
    decides = story.procedure.silence != Silence.NONE
    templates = AnswerTemplate.objects.offered_for(story.procedure).filter(decision__in=decisions)
    template = min(
        templates,
        key=lambda each: (
            each.procedure_id is None,
            (each.decision == Decision.NONE) == decides,
            each.pk,
        ),
    )
    decision = Decision(template.decision)
    replies.send(
        demande,
        decision=decision,
        body=fill(template.body, demande),
        agent=team.handler(demande.service),
        version=demande.version,
        reasons=story.one_of("refusals") if decision.needs_reasons else "",
        appeal_route=demande.appeal_route if decision.needs_reasons else "",
    )


VERBS: dict[str, Callable[[Story, Team], None]] = {
    verb.__name__: verb
    for verb in (
        file, take, assign, note, cite, tell, hear, ask, ask_extra, provide, ask_partner, resume,
        forward, requalify, propose_procedure, answer, refuse, grant_in_part, close, reopen,
        keep, entrust, leave, chase, confirm, forward_back, withdraw, mark_duplicate,
        open_exceptionally, protect,
    )
}  # fmt: skip
