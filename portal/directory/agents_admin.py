"""The list of agents in Wagtail's admin, in place of its own list of users."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.users.views import users

from portal.accounts.invitations import drop_second_factor, invite, may_drop_second_factor
from portal.accounts.models import Kind, User
from portal.accounts.oidc.identities import forget_identities
from portal.directory import departure_view
from portal.directory.agents_policy import may_manage


class AgentForm(forms.ModelForm):
    """What an administrator writes of an agent: rights come from memberships, not from here."""

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "job_title", "hide_name"]
        labels = {"email": "Adresse e-mail", "first_name": "Prénom", "last_name": "Nom"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "first_name", "last_name"):
            self.fields[name].required = True

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        others = User.objects.filter(kind=Kind.AGENT, email=email).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("Un agent a déjà cette adresse.")
        return email


class NewAgentForm(AgentForm):
    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        agent: User = super().save(commit)
        return agent


class KnownAgentForm(AgentForm):
    class Meta(AgentForm.Meta):
        fields = [*AgentForm.Meta.fields, "is_active"]
        labels = AgentForm.Meta.labels | {"is_active": "Compte ouvert"}

    invite_again = forms.BooleanField(
        label="Envoyer un nouveau lien pour choisir le mot de passe", required=False
    )
    lost_telephone = forms.BooleanField(
        label="Retirer le second facteur",
        required=False,
        help_text="Téléphone perdu : vérifiez d’abord que c’est bien la personne qui le demande.",
    )

    other_identity = forms.BooleanField(
        label="Oublier le compte professionnel lié",
        required=False,
        help_text="Compte professionnel recréé\u00a0: à sa prochaine connexion, la personne sera "
        "reconnue par son adresse e-mail.",
    )

    def __init__(self, *args: Any, by: User, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
        else:
            self.fields["is_active"].help_text = (
                "Pour une personne qui quitte ses fonctions, passez plutôt par « Départ d’un "
                "agent »\u00a0: son travail est remis à ses collègues."
            )
        if not (may_drop_second_factor(by, self.instance) and is_mfa_enabled(self.instance)):
            del self.fields["lost_telephone"]
        if not (may_drop_second_factor(by, self.instance) and self.instance.identities.exists()):
            del self.fields["other_identity"]


class AgentIndexView(users.IndexView):
    """Agents only, with their roles; without the bulk actions, which know nothing of coverage."""

    page_title = "Agents"
    add_item_label = "Ouvrir un compte"
    template_name = generic.IndexView.template_name
    results_template_name = generic.IndexView.results_template_name
    default_ordering = ["last_name", "first_name", "pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(users.UserColumn)(
                "name",
                accessor=str,
                label="Nom",
                sort_key="name",
                get_url=self.get_edit_url,
                width="22%",
            ),
            Column("email", label="Adresse e-mail", sort_key="email"),
            Column("job_title", label="Fonction"),
            Column("roles", accessor=_roles, label="Rôles"),
            BooleanColumn("is_active", label="Ouvert", sort_key="is_active"),
            DateColumn("last_login", label="Dernière connexion", sort_key="last_login"),
        ]

    def get_list_more_buttons(self, instance: User) -> list[Any]:
        more = departure_view.buttons(instance, self.request.user)
        return [*super().get_list_more_buttons(instance), *more]

    def get_base_queryset(self) -> QuerySet[User]:
        agents = User.objects.filter(kind=Kind.AGENT)
        return agents.select_related("wagtail_userprofile").prefetch_related("memberships__service")


class AgentCreateView(users.CreateView):
    """Opening an account writes to its agent the link to choose a password with."""

    page_title = "Ouvrir un compte d’agent"
    success_message = "Le compte de %(object)s est ouvert. Une invitation lui est envoyée."

    def save_instance(self) -> User:
        with transaction.atomic():
            agent: User = super().save_instance()
            invite(agent=agent, by=self.request.user)
        return agent


class OfManagedAgent:
    """A view of one account, for who manages it."""

    object: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # the view's
        if not (request.user.is_authenticated and may_manage(request.user, self.object)):
            raise PermissionDenied


class AgentHistoryView(OfManagedAgent, users.HistoryView):
    pass


class AgentUsageView(OfManagedAgent, generic.UsageView):
    pass


class AgentEditView(OfManagedAgent, users.EditView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_header_more_buttons(self) -> list[Any]:
        more = departure_view.buttons(self.object, self.request.user)
        return sorted([*self.header_more_buttons, *more])

    def save_instance(self) -> User:
        """Save, send another invitation, take a lost telephone off the account."""
        with transaction.atomic():
            agent: User = super().save_instance()
            if self.form.cleaned_data.get("invite_again"):
                invite(agent=agent, by=self.request.user)
            if self.form.cleaned_data.get("lost_telephone"):
                drop_second_factor(agent=agent, by=self.request.user)
            if self.form.cleaned_data.get("other_identity"):
                forget_identities(agent=agent, by=self.request.user)
        return agent


class AgentViewSet(users.UserViewSet):
    menu_label = "Agents"
    index_view_class = AgentIndexView
    add_view_class = AgentCreateView
    edit_view_class = AgentEditView
    history_view_class = AgentHistoryView
    usage_view_class = AgentUsageView
    template_prefix = ""  # Wagtail's templates draw fields that ours haven't got
    list_export = ["first_name", "last_name", "email", "job_title", "is_active", "last_login"]

    def get_form_class(self, for_update: bool = False) -> type[AgentForm]:
        return KnownAgentForm if for_update else NewAgentForm

    def get_urlpatterns(self) -> list[URLPattern]:
        departure = self.construct_view(departure_view.DepartureView)
        address = path("depart/<int:pk>/", departure, name="departure")
        return [*super().get_urlpatterns(), address]


def _roles(agent: User) -> str:
    held = agent.memberships.all()
    return ", ".join(f"{each.get_role_display()} ({each.service})" for each in held)
