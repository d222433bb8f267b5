"""Answer templates in Wagtail's admin."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from portal.replies.editing import TemplateViewSet
from portal.replies.models import AnswerTemplate
from portal.replies.policies import TemplatePolicy

register_permission_policy(AnswerTemplate, TemplatePolicy(AnswerTemplate))
register_snippet(TemplateViewSet)
