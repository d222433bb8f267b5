"""« Référents » in Wagtail's admin: who answers for what, within one's coverage."""

from typing import Any

from django.contrib.admin import display
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from portal.accounts.models import User
from portal.directory.admin_forms import DirectoryForm
from portal.directory.admin_rights import DirectoryAdmin, administered
from portal.procedures.models import Responsibility


class ResponsibilityForm(DirectoryForm):
    """The people are agents whose account is open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents = User.objects.working_agents()
        for name in ("agent", "stand_in"):
            self.fields[name].queryset = agents.order_by("last_name", "first_name")


class ResponsibilityAdmin(DirectoryAdmin):
    model = Responsibility
    menu_label = "Référents"
    menu_icon = "user"
    menu_order = 112
    list_display = ["subject", "territory", "service", "agent", "now"]
    list_select_related = ["theme", "procedure", "service", "agent__absence", "stand_in"]
    list_filter = ["theme", "service"]
    list_export = [
        "theme", "procedure", "commune_codes", "zone_codes", "service", "agent", "phone",
        "stand_in", "stand_in_phone",
    ]  # fmt: skip
    search_fields = [
        "theme__name",
        "procedure__title",
        "service__name",
        "agent__last_name",
        "stand_in__last_name",
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("theme"), FieldPanel("procedure")])],
                heading="Sujet",
                help_text="Un thème, ou une seule démarche.",
            ),
            MultiFieldPanel(
                [FieldPanel("commune_codes"), FieldPanel("zone_codes")],
                heading="Territoire",
                help_text="Vide : partout. Une commune ou un quartier suffit.",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("service"),
                    FieldRowPanel([FieldPanel("agent"), FieldPanel("phone")]),
                    FieldRowPanel([FieldPanel("stand_in"), FieldPanel("stand_in_phone")]),
                ],
                heading="Qui répond",
                help_text="Sans personne, c’est le service. Une absence se déclare dans Annuaire.",
            ),
        ],
        base_form_class=ResponsibilityForm,
    )

    def within(self, agent: User) -> Q:
        return Q(service__in=administered(agent))

    @display(description="sujet")
    def subject(self, one: Responsibility) -> str:
        return str(one.subject)

    @display(description="territoire")
    def territory(self, one: Responsibility) -> str:
        return ", ".join(one.zones + one.communes) or "partout"

    @display(description="répond aujourd’hui")
    def now(self, one: Responsibility) -> str:
        return str(one.answering(timezone.localdate()) or one.service)
