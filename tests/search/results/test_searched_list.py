"""The list of what people searched, in the admin."""

import pytest
from django.utils import timezone

from portal.directory.membership import grant
from portal.directory.models import Role
from search.results.models import Searched
from tests import builders

pytestmark = pytest.mark.django_db
LIST = "/admin/recherches/"


def searched(words, **fields):
    today = timezone.localdate()
    return Searched.objects.create(
        digest=words or "hash", words=words, first_on=today, last_on=today, **fields
    )


def page(client, agent, **query):
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    response = client.get(LIST, query)
    return response.content.decode() if response.status_code == 200 else response.status_code


def granted(service, role):
    agent = builders.make_agent()
    grant(agent=agent, service=service, role=role, by=builders.make_agent(is_superuser=True))
    return agent


@pytest.mark.parametrize("role", Role.values)
def test_editors_heads_and_administrators_read_it(client, role):
    service = builders.make_service()
    searched("girafe")
    answer = page(client, granted(service, role))
    may = role in {Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR}
    assert (isinstance(answer, str) and "girafe" in answer) == may


def test_an_editor_reads_what_was_searched_on_the_sites_they_write_for(client):
    service = builders.make_service()
    searched("chez nous", organisation=service.organisation)
    searched("chez eux", organisation=builders.make_organisation())
    searched("par un agent", staff=True)
    searched("")
    answer = page(client, granted(service, Role.EDITOR))
    assert ["chez nous" in answer, "par un agent" in answer] == [True, True]
    assert "chez eux" not in answer


def test_what_was_not_found_and_what_was_not_it_are_filters(client):
    agent = builders.make_agent(is_superuser=True)
    searched("introuvable", found=0)
    searched("pas celui-là", found=4)
    searched("déchèterie", found=4, chosen=2)
    nothing, not_it = (page(client, agent, issue=issue) for issue in ("rien", "aucun"))
    words = ("introuvable", "pas celui-là", "déchèterie")
    assert [each in nothing for each in words] == [True, False, False]
    assert [each in not_it for each in words] == [False, True, False]


def test_nobody_changes_it(client):
    row = searched("girafe")
    client.force_login(
        builders.make_agent(is_superuser=True), backend="portal.accounts.backends.AgentBackend"
    )
    for action in (f"edit/{row.pk}/", f"delete/{row.pk}/", "create/"):
        client.post(f"{LIST}{action}", {"words": "autre"})
    assert Searched.objects.get().words == "girafe"
