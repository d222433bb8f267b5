"""Forms of the directory in Wagtail's admin: an administrator only names what they administer."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from portal.accounts.models import User
from portal.directory.admin_rights import (
    administered,
    administered_agents,
    administered_organisations,
)
from portal.directory.membership import grant
from portal.directory.models import Closure, Membership, Organisation, Service
from portal.directory.zone_fields import CommunesField, OutlineField


class DirectoryForm(WagtailAdminModelForm):
    """Choices of services and organisations are those that the administrator covers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user.is_superuser:
            return
        for field in self.fields.values():
            self._narrow(field)

    def _narrow(self, field: forms.Field) -> None:
        model = getattr(getattr(field, "queryset", None), "model", None)
        if model is Service:
            field.queryset = Service.objects.filter(pk__in=administered(self.for_user))  # type: ignore[attr-defined]  # a choice of models
        elif model is Organisation:
            field.queryset = self.organisations()  # type: ignore[attr-defined]  # same

    def organisations(self) -> Any:
        """Those that the administrator has a service of."""
        return Organisation.objects.filter(services__in=administered(self.for_user)).distinct()


class ServiceForm(DirectoryForm):
    def clean_parent(self) -> Service | None:
        """Only a superuser makes a top service; one that is a top service may stay so."""
        parent: Service | None = self.cleaned_data["parent"]
        stays_top = self.instance.pk and self.instance.parent_id is None
        if parent is None and not stays_top and not self.for_user.is_superuser:
            raise forms.ValidationError("Choisissez le service dont celui-ci dépend.")
        return parent


class ClosureForm(DirectoryForm):
    def clean(self) -> dict[str, Any] | None:
        """To close a whole organisation one administers all of it."""
        cleaned = super().clean()
        organisation = self.cleaned_data.get("organisation")
        whole = organisation and not self.cleaned_data.get("service")
        if whole and organisation not in administered_organisations(self.for_user):
            self.add_error("service", "Choisissez le service qui ferme.")
        return cleaned

    def save(self, commit: bool = True) -> Closure:
        """A new one is signed; what is changed later keeps who closed first."""
        if self.instance.pk is None:
            self.instance.closed_by, self.instance.closed_at = self.for_user, timezone.now()
        closure: Closure = super().save(commit)
        return closure


class ZoneForm(DirectoryForm):
    """A zone is drawn by an organisation that one administers whole."""

    communes = CommunesField(label="Communes")
    outline = OutlineField(label="Contour", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Rules, referents and answers name it so.
        self.fields["code"].disabled = self.instance.pk is not None

    def organisations(self) -> Any:
        return administered_organisations(self.for_user)


class AbsenceForm(DirectoryForm):
    """The agents are those who have a role in a service that one administers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents = User.objects.working_agents()
        if not self.for_user.is_superuser:
            agents = agents.filter(administered_agents(self.for_user))
        self.fields["agent"].queryset = agents.order_by("last_name", "first_name")


class MembershipForm(DirectoryForm):
    """Gives a role through the verb that checks it and keeps Wagtail's groups in step."""

    class Meta:
        model = Membership
        fields = ["agent", "service", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents = User.objects.working_agents()
        self.fields["agent"].queryset = agents.order_by("last_name", "first_name")

    def save(self, commit: bool = True) -> Membership:
        return grant(**self.cleaned_data, by=self.for_user)
