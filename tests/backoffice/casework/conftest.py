"""Agents' browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.models import User

AGENT_BACKEND = "portal.accounts.backends.AgentBackend"


@pytest.fixture
def browser_of() -> Callable[[User], Client]:
    """`browser_of(agent)`: a browser of their own, signed in."""

    def signed_in(agent: User) -> Client:
        client = Client()
        client.force_login(agent, backend=AGENT_BACKEND)
        return client

    return signed_in
