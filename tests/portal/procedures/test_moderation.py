"""Officers and editors propose, heads and administrators decide: the verbs."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import Workflow, WorkflowState

from portal.directory.membership import grant
from portal.directory.roles import Role
from portal.messaging.models import OutboundMessage
from portal.procedures import moderation
from portal.procedures.models import CoverageTask, Procedure, Proposal
from portal.procedures.waiting import planned_for, waiting_for
from tests.portal.procedures.factories import a_procedure, a_service, an_agent
from tests.portal.procedures.moderating import a_draft, change, head_of, officer_of, written_to

pytestmark = pytest.mark.django_db
ASKED = "Une démarche attend votre validation"
SENT_BACK = "La démarche que vous avez proposée est à revoir"
APPROVED = "La démarche que vous avez proposée est validée"


@pytest.fixture
def service():
    return a_service()


@pytest.fixture
def officer(service):
    return officer_of(service)


@pytest.fixture
def head(service):
    return head_of(service)


@pytest.fixture
def proposed(officer, head):
    """A change that waits for the head."""
    procedure = a_draft()
    moderation.propose(procedure, by=officer, word=" Un titre plus clair. ")
    return Procedure.objects.get(pk=procedure.pk)


def online(procedure: Procedure) -> str:
    return Procedure.objects.get(pk=procedure.pk).title


def test_each_installation_has_its_workflow_from_a_migration():
    workflow = Workflow.objects.get(workflow_content_types__content_type__model="procedure")
    assert workflow == Procedure.get_default_workflow()
    assert isinstance(workflow.tasks.get().specific, CoverageTask)


def test_a_proposal_says_who_when_and_why_and_changes_nothing_online(proposed, officer, head):
    proposal = waiting_for(head).get()
    assert (proposal.proposed_by, proposal.word) == (officer, "Un titre plus clair.")
    assert proposal.revision == proposed.latest_revision
    assert proposal.missing == []
    assert online(proposed) == "Signaler un nid-de-poule"


def test_those_who_decide_are_told_by_our_own_mail(proposed, officer, head):
    assert written_to(head) == [ASKED]
    assert written_to(officer) == []
    text = OutboundMessage.objects.get(recipient=head.email).text
    assert f"/decision/{proposed.pk}/" in text
    assert "Un titre plus clair" not in text
    assert mail.outbox == []


def test_the_nearest_heads_are_told_or_else_the_administrators(service, officer):
    above = a_service("technique", organisation=service.organisation)
    service.parent = above
    service.save()
    administrator, far = an_agent(above, Role.ADMINISTRATOR), head_of(above)
    draft = a_draft()
    assert moderation.deciders(draft, draft) == [far]
    near = head_of(service)
    assert moderation.deciders(draft, draft) == [near]
    for agent in (near, far):
        agent.is_active = False
        agent.save()
    chief = draft.service.memberships.filter(role=Role.ADMINISTRATOR)
    assert not chief.exists()
    assert moderation.deciders(draft, draft) == [administrator]


def test_the_head_approves_what_was_read_and_the_proposer_is_told(proposed, officer, head):
    moderation.approve(proposed, revision=proposed.latest_revision_id, by=head, comment="Merci")
    assert online(proposed) == "Signaler un trou"
    assert written_to(officer) == [APPROVED]
    assert not waiting_for(head).exists()
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    assert mail.outbox == []


def test_the_head_sends_back_and_the_draft_is_mended_and_proposed_again(proposed, officer, head):
    with pytest.raises(ValidationError, match="Dites ce qui est à revoir"):
        moderation.send_back(proposed, revision=proposed.latest_revision_id, by=head, comment=" ")
    moderation.send_back(proposed, revision=proposed.latest_revision_id, by=head, comment="Trop")
    assert written_to(officer) == [SENT_BACK]
    assert moderation.last_round(proposed).comment == "Trop"
    assert not waiting_for(head).exists()

    revision = change(proposed, by=officer, title="Un trou dans la rue")
    moderation.propose(proposed, by=officer)
    assert written_to(head) == [ASKED, ASKED]
    moderation.approve(proposed, revision=revision.pk, by=head)
    assert online(proposed) == "Un trou dans la rue"
    assert Proposal.objects.count() == 2
    assert WorkflowState.objects.count() == 1


@pytest.mark.parametrize("decide", ["approve", "send_back"])
def test_a_newer_revision_makes_the_decision_refuse(proposed, head, decide):
    read = proposed.latest_revision_id
    newer = change(proposed, by=head, title="Changée pendant la lecture")
    words = {"revision": read, "by": head, "comment": "Vu"}
    with pytest.raises(ValidationError, match="relisez-la"):
        getattr(moderation, decide)(proposed, **words)
    assert online(proposed) == "Signaler un nid-de-poule"

    getattr(moderation, decide)(proposed, **words | {"revision": newer.pk})
    assert Proposal.objects.get().revision == newer


@pytest.mark.parametrize("role", list(Role))
def test_only_heads_and_administrators_of_the_service_decide(proposed, service, role):
    read = proposed.latest_revision_id
    elsewhere = an_agent(a_service("ccas"), role)
    with pytest.raises(PermissionDenied):
        moderation.approve(proposed, revision=read, by=elsewhere)
    agent = an_agent(service, role)
    if role not in {Role.HEAD, Role.ADMINISTRATOR}:
        for decide in (moderation.approve, moderation.send_back):
            with pytest.raises(PermissionDenied):
                decide(proposed, revision=read, by=agent, comment="Vu")
    else:
        moderation.approve(proposed, revision=read, by=agent)
    assert (online(proposed) == "Signaler un trou") == (role in {Role.HEAD, Role.ADMINISTRATOR})


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_write_for_the_service_propose(service, role):
    draft = a_draft()
    agents = [an_agent(a_service("ccas"), role)]
    writes = role in {Role.OFFICER, Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR}
    if not writes:
        agents.append(an_agent(service, role))
    for agent in agents:
        with pytest.raises(PermissionDenied):
            moderation.propose(draft, by=agent)
    if writes:
        moderation.propose(draft, by=an_agent(service, role))
    assert Procedure.objects.get().workflow_in_progress == writes


def test_moving_a_procedure_to_a_service_takes_somebody_who_covers_both(service, officer, head):
    other = a_service("ccas")
    draft = a_draft(service=other)
    with pytest.raises(PermissionDenied):
        moderation.propose(draft, by=officer)
    both = officer_of(service)
    chief = an_agent(is_superuser=True)
    grant(agent=both, service=other, role=Role.OFFICER, by=chief)
    moderation.propose(draft, by=both)
    read = draft.latest_revision_id
    for agent in (head, head_of(other)):
        with pytest.raises(PermissionDenied):
            moderation.approve(draft, revision=read, by=agent)
    moderation.approve(draft, revision=read, by=chief)
    assert Procedure.objects.get().service == other


def test_what_is_missing_is_noted_and_approving_says_it(officer, head):
    draft = a_draft(legal_basis="")
    proposal = moderation.propose(draft, by=officer)
    assert "fondement légal" in proposal.missing[0]
    with pytest.raises(ValidationError, match="fondement légal"):
        moderation.approve(draft, revision=draft.latest_revision_id, by=head)
    assert online(draft) == "Signaler un nid-de-poule"
    assert waiting_for(head).exists()
    assert written_to(officer) == []


def test_nothing_is_proposed_twice_nor_without_a_change(proposed, officer):
    with pytest.raises(ValidationError, match="attend déjà"):
        moderation.propose(proposed, by=officer)
    untouched = a_procedure("encombrant", title="Encombrants")
    with pytest.raises(ValidationError, match="Rien n’a changé"):
        moderation.propose(untouched, by=officer)


def test_whoever_proposed_takes_it_back_and_nothing_is_published(proposed, officer, head, service):
    for other in (officer_of(service), head):
        with pytest.raises(PermissionDenied):
            moderation.withdraw(proposed, by=other)
    moderation.withdraw(proposed, by=officer)
    assert not waiting_for(head).exists()
    assert online(proposed) == "Signaler un nid-de-poule"
    with pytest.raises(ValidationError, match="n’attend plus"):
        moderation.approve(proposed, revision=proposed.latest_revision_id, by=head)


def test_a_draft_that_waits_is_locked_to_those_who_only_write(proposed, officer, head):
    lock = proposed.get_lock()
    assert lock.for_user(officer)
    assert not lock.for_user(head)


def test_what_somebody_locked_is_neither_proposed_nor_decided(proposed, officer, head, service):
    Procedure.objects.filter(pk=proposed.pk).update(locked=True, locked_by=head_of(service))
    with pytest.raises(ValidationError, match="verrouillé"):
        moderation.approve(proposed, revision=proposed.latest_revision_id, by=head)
    moderation.withdraw(proposed, by=officer)
    with pytest.raises(ValidationError, match="verrouillé"):
        moderation.propose(proposed, by=officer)


def test_approving_a_draft_with_a_date_to_come_plans_it(officer, head):
    draft = a_draft(go_live_at=timezone.now() + timedelta(days=2))
    moderation.propose(draft, by=officer)
    moderation.approve(draft, revision=draft.latest_revision_id, by=head)
    assert online(draft) == "Signaler un nid-de-poule"
    assert planned_for(head).get().pk == draft.latest_revision_id
    assert "sera en ligne le" in OutboundMessage.objects.get(recipient=officer.email).text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EDITOR, Role.ADVISER])
def test_the_model_itself_refuses_whoever_may_not_publish(service, role):
    """Whatever the way in: a page, an API, a bulk action, an old revision, with checks skipped."""
    draft = a_draft()
    agent = an_agent(service, role)
    for revision in draft.revisions.all():
        with pytest.raises(PermissionDenied):
            revision.publish(user=agent, skip_permission_checks=True)
        with pytest.raises(PermissionDenied):
            revision.publish(user=agent, previous_revision=draft.latest_revision)
    assert online(draft) == "Signaler un nid-de-poule"


def test_another_publication_closes_a_proposal_and_its_author_is_told(proposed, officer, head):
    proposed.latest_revision.publish(user=head)
    assert written_to(officer) == ["La démarche que vous avez proposée a été publiée autrement"]
    assert not waiting_for(head).exists()


def test_a_code_that_another_procedure_took_is_refused():
    draft = a_draft(code="nid-de-poule")
    revision = change(draft, code="encombrant")
    a_procedure("encombrant", title="Encombrants")
    with pytest.raises(ValidationError, match="celui d’une autre démarche"):
        revision.publish()
