"""The sheets of an agent who leaves go to a colleague who writes."""

import pytest

from home.knowledge.models import KnowledgePage
from portal.accounts.models import User
from portal.directory.departures import lots
from portal.directory.leaving import depart
from portal.directory.membership import grant
from portal.directory.models import Role, Service
from tests.builders import make_agent, make_member, make_service
from tests.home.knowledge.builders import make_editor, make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return make_service("Voirie")


@pytest.fixture
def administrator(service: Service) -> User:
    agent = make_agent()
    grant(agent=agent, service=service, role=Role.ADMINISTRATOR, by=make_agent(is_superuser=True))
    return agent


@pytest.fixture
def leaver(service: Service) -> User:
    return make_editor(service)


@pytest.fixture
def kept(service: Service, leaver: User) -> KnowledgePage:
    return make_sheet(service, by=leaver, title="Neige", kept_by=leaver)


def test_the_head_is_proposed_and_whoever_writes_may_be_chosen(
    service: Service, administrator: User, leaver: User, kept: KnowledgePage
) -> None:
    head, editor = make_member(service, Role.HEAD), make_editor(service)
    make_member(service, Role.ADVISER)
    make_member(service, Role.OFFICER)
    make_editor(make_service())
    make_sheet(service, by=editor, kept_by=editor)

    (lot,) = lots(leaver, administrator)

    assert (lot.heading, lot.label, lot.details) == ("Fiches internes", "Voirie", ("Neige",))
    assert (set(lot.takers), lot.proposed) == ({head, editor, administrator}, head)


def test_a_colleague_keeps_it_without_a_new_version(
    service: Service, administrator: User, leaver: User, kept: KnowledgePage
) -> None:
    editor, versions = make_editor(service), kept.revisions.count()

    depart(agent=leaver, choices={f"sheets-{service.pk}": editor.pk}, by=administrator)

    kept.refresh_from_db()
    assert kept.kept_by == editor
    assert kept.latest_revision.as_object().kept_by == editor
    assert kept.revisions.count() == versions
    assert lots(User.objects.get(pk=leaver.pk), administrator) == []


def test_else_the_whole_service_keeps_it(
    administrator: User, leaver: User, kept: KnowledgePage
) -> None:
    depart(agent=leaver, choices={}, by=administrator)

    kept.refresh_from_db()
    assert kept.kept_by is None


def test_a_draft_that_names_them_does_not_bring_them_back(
    service: Service, administrator: User, leaver: User
) -> None:
    sheet = make_sheet(service)
    sheet.kept_by = leaver
    sheet.save_revision(user=leaver)

    depart(agent=leaver, choices={}, by=administrator)

    sheet.refresh_from_db()
    assert sheet.has_unpublished_changes
    assert sheet.latest_revision.as_object().kept_by is None
