"""An adviser walks a guide with the person: keys, what to say, then files or calls."""

import pytest
from django.test import Client

from portal.directory.models import Role
from portal.procedures.models import Procedure
from search.guides.counting import figures
from search.guides.models import Guide
from tests.builders import make_agent, make_member, make_procedure
from tests.search.guides.factories import make_guide, outcome, question

pytestmark = pytest.mark.django_db
GUIDED = "/gestion/orienter/guide/revenus/"


@pytest.fixture
def procedure() -> Procedure:
    return make_procedure(
        title="Demander le RSA", live=True, shared=True, script="Demandez la date."
    )


@pytest.fixture
def guide(procedure: Procedure) -> Guide:
    return make_guide(
        question("age", ("25 ans ou plus", "rsa"), ("Moins de 25 ans", "jeune")),
        outcome("rsa", procedure=procedure.code, say="Ne faites pas attendre."),
        outcome("jeune", title="La mission locale"),
        code="revenus",
        title="J’ai perdu mes revenus",
        words="licencié",
        service=procedure.service,
    )


def shown(client: Client, path: str, agent: object = None) -> str:
    client.force_login(agent or make_agent(), backend="portal.accounts.backends.AgentBackend")  # type: ignore[arg-type]  # a user
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_orienting_proposes_the_guides_that_the_words_mean(client: Client, guide: Guide) -> None:
    page = shown(client, "/gestion/orienter/?q=licencié")
    assert f'href="{GUIDED}" data-choice' in page
    assert "<kbd>1</kbd>" in page


def test_orienting_lists_all_the_guides_before_anything_is_typed(
    client: Client, guide: Guide
) -> None:
    assert f'href="{GUIDED}"' in shown(client, "/gestion/orienter/")


def test_a_question_is_answered_with_the_digits(client: Client, guide: Guide) -> None:
    page = shown(client, GUIDED)
    assert page.count("data-choice") == 2
    assert "data-back" in page
    assert f"{GUIDED}je-ne-sais-pas/" in page


def test_the_end_tells_what_to_say_and_files_for_the_person(
    client: Client, guide: Guide, procedure: Procedure
) -> None:
    page = shown(client, f"{GUIDED}25-ans-ou-plus/", make_member(procedure.service, Role.ADVISER))
    assert "Ne faites pas attendre." in page
    assert "Demandez la date." in page
    assert f'value="{procedure.code}"' in page
    assert "25 ans ou plus" in page


def test_who_may_not_file_is_not_invited_to(client: Client, guide: Guide) -> None:
    page = shown(client, f"{GUIDED}25-ans-ou-plus/")
    assert "Déposer pour la personne" not in page


def test_who_does_not_know_comes_to_the_service(client: Client, guide: Guide) -> None:
    assert guide.service.name in shown(client, f"{GUIDED}je-ne-sais-pas/")


def test_agents_are_counted_apart(client: Client, guide: Guide) -> None:
    shown(client, GUIDED)
    assert figures(guide)[0].seen == {False: 0, True: 1}
