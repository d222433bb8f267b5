"""Who writes and who publishes guides and letters: rights come from memberships, by service."""

from typing import Any

from portal.procedures.policies import ServicePolicy


class GuidePolicy(ServicePolicy):
    """Editors write, heads publish, administrators delete, in the services that they cover."""


def may_publish(user: Any, row: Any) -> bool:
    """Whether the agent publishes what this row's service keeps."""
    return GuidePolicy(type(row)).user_has_permission_for_instance(user, "publish", row)
