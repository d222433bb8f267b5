"""Where administrators write the messages of their organisation, with a preview beside."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import BasePermissionPolicy

from portal.accounts.models import User
from portal.demandes import message_texts
from portal.demandes.models.message_text import MessageText
from portal.directory.admin_rights import administered_organisations
from portal.directory.models import Membership
from portal.directory.roles import Role
from portal.procedures.guarded import GuardedViewSet

HELP = (
    "Ces paragraphes viennent après «\u00a0Bonjour\u00a0». Le lien de suivi, ce que la loi impose "
    "de dire et les coordonnées du service s’ajoutent toujours. Une demande confidentielle garde "
    "le texte habituel. Les variables\u00a0: "
)


class TextPolicy(BasePermissionPolicy):
    """Whoever administers a whole organisation writes, publishes and deletes its texts."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_active and administered_organisations(user).exists())

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        mine = administered_organisations(user).filter(pk=instance.organisation_id)
        return bool(user.is_active and mine.exists())

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        return self.model.objects.filter(organisation__in=administered_organisations(user))  # type: ignore[no-any-return]  # of a class given at run time

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        members = Membership.objects.with_role(Role.ADMINISTRATOR).values("agent")
        return User.objects.filter(pk__in=members, is_active=True)


class TextForm(WagtailAdminModelForm):
    """A text whose variables exist, for an organisation that its author administers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None:
            self.fields["organisation"].queryset = administered_organisations(self.for_user)
        self.fields["body"].help_text = variables_help()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        typed = MessageText(event=cleaned.get("event", ""), body=cleaned.get("body", ""))
        for problem in message_texts.problems(typed) if typed.body else ():
            self.add_error("body", problem)
        for problem in message_texts.unknown(cleaned.get("subject", "")):
            self.add_error("subject", problem)
        return cleaned


def variables_help() -> str:
    pairs = (("{{ " + name + " }}", words) for name, words in message_texts.VARIABLES.items())
    return format_html("{}{}.", HELP, format_html_join(", ", "<code>{}</code> ({})", pairs))


class TextViewSet(GuardedViewSet):
    """Message texts, with drafts, revisions and a preview."""

    model = MessageText
    icon = "mail"
    menu_label = "Messages types"
    menu_name = "message-texts"
    menu_order = 113
    add_to_admin_menu = True
    copy_view_enabled = False  # a copy isn't guarded by the rights on its original
    list_display = [
        "__str__",
        Column("live", label="Publié", accessor=lambda text: "Oui" if text.live else "Non"),
    ]
    search_fields = ["subject", "body"]
    search_backend_name = None  # a few dozen rows
    edit_handler = ObjectList(
        [
            FieldPanel("organisation"),
            FieldPanel("event"),
            FieldPanel("subject"),
            FieldPanel("body"),
        ],
        base_form_class=TextForm,
    )
