"""How a password becomes an agent."""

from django.contrib.auth.backends import ModelBackend


class AgentBackend(ModelBackend):
    """Replaced by the accounts work: e-mail and password, agents only."""
