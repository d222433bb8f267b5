"""Sending a formal reply."""

from portal.accounts.models import User
from portal.demandes import notices
from portal.demandes.models import Demande
from portal.demandes.workflow.answering import answering
from portal.demandes.workflow.deed import Refused
from portal.directory.signature import Signature
from portal.replies.models import Decision, Reply


def send(
    demande: Demande,
    *,
    decision: Decision,
    body: str,
    agent: User,
    version: int,
    reasons: str = "",
    appeal_route: str = "",
) -> Reply:
    """Answer the demande: the reply is kept as sent, and the person is told.

    Raises Refused when a refusal lacks its reasons or its ways of appeal (CRPA, L211-5; CJA,
    R421-5).
    """
    with answering(demande, agent=agent, version=version) as done:
        if decision.needs_reasons and not (reasons.strip() and appeal_route.strip()):
            raise Refused("Un refus donne ses motifs et les voies de recours : complétez-les.")
        signature = Signature.of(agent, done.demande.service)
        reply = Reply.objects.create(
            demande=done.demande,
            decision=decision,
            body=body,
            reasons=reasons if decision.needs_reasons else "",
            appeal_route=appeal_route if decision.needs_reasons else "",
            signatory=agent,
            signature=signature.line,
            sent_at=done.at,
        )
        done.data.update(reply=reply.pk, decision=decision)
        confidential = done.demande.confidential
        notices.answered(
            done.demande,
            once=reply.pk,
            body="" if confidential else body,
            decision="" if confidential or decision == Decision.NONE else decision.label,
            reasons="" if confidential else reply.reasons,
            appeal_route="" if confidential else reply.appeal_route,
            signature=signature,
        )
    return reply
