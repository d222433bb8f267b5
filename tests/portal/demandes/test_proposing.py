"""« Autre demande » becomes a draft of a procedure, with its words and nobody's name."""

from typing import Any

import pytest
from wagtail.log_actions import registry

from portal.accounts.models import User
from portal.demandes import journal
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.demandes.workflow import filing, requalifying
from portal.demandes.workflow.deed import NotAllowed, Refused
from portal.directory.models import Membership, Role
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.compile import current_version, schema_of
from portal.procedures.models import Procedure, Silence
from tests.builders import (
    IDENTITY,
    make_agent,
    make_demande,
    make_draft,
    make_member,
    make_procedure,
    make_service,
)

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, Any] = {
    "sujet": "Prêt de vélo cargo",
    "message": (
        "Bonjour, je suis awa delattre, 12 rue des lilas à arras. Mon voisin Lucas Petit a un "
        "vélo cargo. Peut-on en emprunter un ? Écrire à awa.delattre@courriel.example."
    ),
    "commune": "62041",
    "identite": IDENTITY,
}
PERSONAL = ("awa", "delattre", "lilas", "arras", "lucas", "petit", "courriel", "62000", "33612345")


@pytest.fixture
def demande() -> Demande:
    procedure = ensure_catch_all(make_service(parent=make_service()))
    return filing.file(draft=make_draft(procedure, answers=ANSWERS))


def head_of(demande: Demande) -> User:
    return make_member(demande.service, Role.HEAD)


def test_it_is_an_unpublished_procedure_of_the_service_with_the_same_form(demande: Demande) -> None:
    draft = requalifying.propose_procedure(demande, agent=head_of(demande))
    assert not draft.live
    assert draft.latest_revision is not None
    assert (draft.service, draft.title) == (demande.service, "Démarche à nommer")
    assert schema_of(draft.steps) == current_version(demande.procedure).form
    assert not draft.publications.exists()
    assert draft.words.split("\n") == ["cargo", "emprunter", "vélo", "voisin"]


def test_its_theme_is_the_usual_one_of_the_service(demande: Demande) -> None:
    usual = make_procedure(service=demande.service)
    draft = requalifying.propose_procedure(demande, agent=head_of(demande))
    assert draft.theme == usual.theme


def test_nothing_of_the_person_is_kept_anywhere_in_it(demande: Demande) -> None:
    draft = requalifying.propose_procedure(demande, agent=head_of(demande))
    revision = draft.latest_revision
    assert revision is not None
    row = Procedure.objects.filter(pk=draft.pk).values_list().get()
    logged = [str(entry.data) for entry in registry.get_logs_for_instance(draft)]
    everything = f"{row} {revision.content} {revision.object_str} {logged}".lower()
    assert not [word for word in PERSONAL if word in everything]
    assert ANSWERS["message"].lower() not in everything
    assert demande.reference.lower() not in everything


def test_a_second_time_gives_the_same_draft_and_writes_nothing(demande: Demande) -> None:
    head = head_of(demande)
    first = requalifying.propose_procedure(demande, agent=head)
    assert requalifying.propose_procedure(demande, agent=head) == first
    assert requalifying.propose_procedure(demande, agent=head_of(demande)) == first
    assert demande.journal.count() == 2
    entry = demande.journal.last()
    assert (entry.action, entry.data) == (Action.PROPOSE_PROCEDURE, {"procedure": first.pk})
    assert journal.first_broken(demande) is None


def test_a_draft_that_was_deleted_is_made_anew(demande: Demande) -> None:
    head = head_of(demande)
    requalifying.propose_procedure(demande, agent=head).delete()
    demande.refresh_from_db()
    assert demande.proposed is None
    assert requalifying.propose_procedure(demande, agent=head).pk is not None


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        ([Role.HEAD], True),
        ([Role.ADMINISTRATOR], True),
        ([Role.OFFICER], True),
        ([Role.ADVISER, Role.EDITOR], True),
        ([Role.ADVISER], False),
        ([Role.EDITOR], False),
    ],
)
def test_it_takes_seeing_the_demande_and_writing_procedures_of_its_service(
    demande: Demande, roles: list[Role], may: bool
) -> None:
    agent = make_agent()
    for role in roles:
        Membership.objects.create(agent=agent, service=demande.service, role=role)
    agent = User.objects.get(pk=agent.pk)
    if may:
        assert requalifying.propose_procedure(demande, agent=agent).pk
    else:
        with pytest.raises(NotAllowed):
            requalifying.propose_procedure(demande, agent=agent)
        assert not Procedure.objects.filter(live=False).exists()


def test_writing_elsewhere_is_not_enough(demande: Demande) -> None:
    with pytest.raises(NotAllowed):
        requalifying.propose_procedure(demande, agent=make_member(make_service(), Role.HEAD))


def test_a_demande_that_has_a_procedure_of_its_own_makes_none() -> None:
    demande = make_demande()
    with pytest.raises(Refused, match="relève déjà"):
        requalifying.propose_procedure(demande, agent=head_of(demande))
    assert demande.journal.count() == 1


def test_a_confidential_demande_lends_no_words(demande: Demande) -> None:
    Demande.objects.update(confidential=True)
    demande.refresh_from_db()
    draft = requalifying.propose_procedure(demande, agent=head_of(demande))
    assert draft.words == ""


def test_once_published_the_demande_comes_under_it_with_all_its_answers(demande: Demande) -> None:
    head = head_of(demande)
    draft = requalifying.propose_procedure(demande, agent=head)
    draft.title, draft.summary, draft.silence = "Emprunter un vélo", "Un mois.", Silence.NONE
    draft.save_revision().publish(skip_permission_checks=True)
    published = Procedure.objects.get(pk=draft.pk)
    requalifying.requalify(
        demande, procedure=published, reason="Elle existe.", agent=head, version=demande.version
    )
    assert demande.answers == ANSWERS
    assert demande.procedure.title == "Emprunter un vélo"
    assert demande.subject == "Prêt de vélo cargo"
