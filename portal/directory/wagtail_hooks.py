"""The menu « Annuaire » of Wagtail's admin, and who manages agents there."""

from wagtail.permissions import register_permission_policy
from wagtail_modeladmin.options import modeladmin_register

from portal.accounts.models import User
from portal.directory.admin import DirectoryGroup
from portal.directory.agents_policy import AgentPolicy

register_permission_policy(User, AgentPolicy(User))
modeladmin_register(DirectoryGroup)
