"""The list of background tasks in the admin."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django_tasks_db.models import DBTaskResult

from tests.portal.tasks import samples

pytestmark = pytest.mark.django_db
LIST = "/admin/taches-de-fond/"


@pytest.fixture
def failed() -> DBTaskResult:
    task = DBTaskResult.objects.get(pk=samples.wait_for.enqueue("unused").id)
    task.set_failed(samples.NotYetError())
    return task


def sign_in(client: Client, *, superuser: bool) -> None:
    agent = get_user_model().objects.create_agent(
        "agent@example.org", "a long password", is_staff=True, is_superuser=superuser
    )
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")


def test_a_superuser_sees_what_failed_and_why(client: Client, failed: DBTaskResult) -> None:
    sign_in(client, superuser=True)
    page = client.get(LIST).content.decode()
    assert "En échec" in page
    assert "tests.portal.tasks.samples.NotYetError" in page
    assert client.get(f"{LIST}inspect/{failed.pk}/").status_code == 200


@pytest.mark.parametrize("path", ["create/", "edit/{}/", "delete/{}/"])
def test_nobody_writes_in_the_queue_by_hand(
    client: Client, failed: DBTaskResult, path: str
) -> None:
    sign_in(client, superuser=True)
    assert client.get(LIST + path.format(failed.pk)).status_code in {302, 403, 404}


def test_others_do_not_see_it(client: Client, failed: DBTaskResult) -> None:
    sign_in(client, superuser=False)
    response = client.get(LIST)
    assert response.status_code in {302, 403}


@pytest.mark.parametrize("action", ["edit", "delete", "inspect"])
@pytest.mark.parametrize("word", ["1", "abc", "----"])
def test_what_names_no_task_is_not_found(client: Client, action: str, word: str) -> None:
    sign_in(client, superuser=True)
    assert client.get(f"{LIST}{action}/{word}/").status_code == 404
