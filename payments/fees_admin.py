"""« Tarifs » in Wagtail's admin: what the procedures that one edits cost."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from payments import fee_checks, fee_tables, tariffs
from payments.models import Fee, Regie, Tariff, TariffLine
from payments.splitting import RATES, rate_words
from portal.accounts.models import User
from portal.directory.admin_forms import DirectoryForm
from portal.directory.admin_rights import DirectoryAdmin, DirectoryPermissions
from portal.directory.coverage import coverage_of
from portal.directory.models import Commune, Service
from portal.directory.zone_fields import CommunesField
from portal.procedures.compile import schema_of
from portal.procedures.models import Procedure
from portal.procedures.policies import EDITORS
from portal.procedures.schema import SchemaError


def edited(agent: User) -> Q:
    """The services whose procedures the agent edits, as a condition on a procedure."""
    return Q(service__in=coverage_of(agent).services(*EDITORS))


class FeePermissions(DirectoryPermissions):
    """Whoever edits a procedure says what it costs; an administrator deletes its fee."""

    def user_can_list(self, user: User) -> bool:
        return coverage_of(user).anywhere(*EDITORS)

    def user_can_create(self, user: User) -> bool:
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return self.user_can_list(user) and self._is_within(user, obj)

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return user.is_administrator and self._is_within(user, obj)


class FeeForm(DirectoryForm):
    """The tables are typed as text; keys and prices are checked against the form in force."""

    communes = CommunesField(label="Communes des habitants", required=False)
    tables = forms.CharField(
        label="Grilles",
        max_length=fee_tables.LONGEST,
        error_messages={"required": fee_tables.NO_TABLE},
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text="Une date, puis un prix par ligne\u00a0: résidence ; quotient à partir de ; "
        "et inférieur à ; prix. Un prix seul sur sa ligne vaut pour tout le monde.",
    )
    vat_rate = forms.TypedChoiceField(
        label="Taux de TVA",
        coerce=int,
        choices=[(rate, rate_words(rate)) for rate in RATES],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_days"].validators = [MinValueValidator(1), MaxValueValidator(365)]
        if self.instance.pk:
            self.initial["tables"] = fee_tables.write(self.instance)
            self.initial["communes"] = Commune.objects.filter(pk__in=self.instance.communes)
            self._propose_keys()

    def _propose_keys(self) -> None:
        with suppress(SchemaError):
            schema = schema_of(self.instance.procedure.steps)
            for column in fee_checks.ASKED:
                self.fields[column].help_text = fee_checks.possible(schema, column)

    def _narrow(self, field: forms.Field) -> None:
        model = getattr(getattr(field, "queryset", None), "model", None)
        if model is Procedure:
            field.queryset = Procedure.objects.filter(edited(self.for_user))  # type: ignore[attr-defined]  # a choice of models
        elif model is Regie:
            services = Service.objects.filter(pk__in=coverage_of(self.for_user).services(*EDITORS))
            organisations = services.values("organisation")
            field.queryset = Regie.objects.filter(organisation__in=organisations)  # type: ignore[attr-defined]  # same

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        regie, typed = cleaned.get("regie"), cleaned.get("tables")
        if regie and typed:
            self._read_tables(regie, typed)
        if cleaned.get("commune_key") and not cleaned.get("communes"):
            self.add_error("communes", "Indiquez les communes dont les habitants ont leur tarif.")
        return cleaned

    def _read_tables(self, regie: Regie, typed: str) -> None:
        try:
            self.read = fee_tables.read(typed, regie.currency)
        except ValidationError as error:
            self.add_error("tables", error)

    def _post_clean(self) -> None:
        """Once the instance holds what was typed."""
        super()._post_clean()  # type: ignore[misc]  # Django's own name
        if not self.errors:
            self._check(self.instance)

    def _check(self, fee: Fee) -> None:
        """What is typed goes with the procedure's form, and prices every quotient once."""
        for column, said in self._wrong_keys(fee):
            self.add_error(column or "procedure", said)
        for table in self.read:
            for said in [*tariffs.problems(table.lines), *fee_checks.used(fee, table.lines)]:
                self.add_error("tables", f"Grille du {table.since:%d/%m/%Y}\u00a0: {said}")

    def _wrong_keys(self, fee: Fee) -> Iterator[tuple[str, str]]:
        try:
            schema = schema_of(fee.procedure.steps)
        except SchemaError:
            yield "", "Le formulaire de cette démarche est à corriger d’abord."
            return
        for column, said in fee_checks.asked(fee, schema).items():
            yield column, f"{said} {fee_checks.possible(schema, column)}" if column else said

    @transaction.atomic
    def save(self, commit: bool = True) -> Fee:
        """The fee with its tables, which take the place of those it had."""
        fee = self.instance
        fee.commune_codes = " ".join(each.pk for each in self.cleaned_data["communes"])
        super().save(commit=commit)
        fee.tariffs.all().delete()
        for table in self.read:
            tariff = Tariff.objects.create(fee=fee, since=table.since)
            for line in table.lines:
                line.tariff = tariff
            TariffLine.objects.bulk_create(table.lines)
        return fee


class FeeAdmin(DirectoryAdmin):
    model = Fee
    permission_helper_class = FeePermissions
    menu_label = "Tarifs"
    menu_icon = "table"
    menu_order = 113
    list_display = ["procedure", "label", "regie", "timing", "price"]
    list_select_related = ["procedure", "regie"]
    list_filter = ["regie", "timing"]
    list_export = ["procedure", "label", "regie", "timing", "revenue_code", "due_days"]
    search_fields = ["procedure__title", "label", "revenue_code"]
    edit_handler = ObjectList(
        [
            FieldPanel("procedure"),
            FieldPanel("regie"),
            FieldRowPanel([FieldPanel("timing"), FieldPanel("due_days")]),
            MultiFieldPanel(
                [
                    FieldPanel("label"),
                    FieldRowPanel([FieldPanel("revenue_code"), FieldPanel("vat_rate")]),
                ],
                heading="Sur la facture",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("quotient_key"),
                    FieldPanel("quantity_key"),
                    FieldPanel("commune_key"),
                    FieldPanel("communes"),
                ],
                heading="Ce que le prix regarde",
                help_text="La clé de chaque question. Vide\u00a0: le prix n’en dépend pas.",
            ),
            FieldPanel("tables"),
        ],
        base_form_class=FeeForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("tariffs__lines")

    def within(self, agent: User) -> Q:
        return Q(procedure__service__in=coverage_of(agent).services(*EDITORS))

    @display(description="prix")
    def price(self, fee: Fee) -> str:
        lines = [line for table in list(fee.tariffs.all())[:1] for line in table.lines.all()]
        return tariffs.range_of(lines, fee.regie.currency)
