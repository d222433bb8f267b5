"""Who writes and who publishes guides and letters: rights come from memberships, by service."""

from portal.procedures.policies import ServicePolicy


class GuidePolicy(ServicePolicy):
    """Editors write, heads publish, administrators delete, in the services that they cover."""
