"""« Tarifs » in Wagtail's admin: who sets what a procedure costs, and what is refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from payments.models import Fee, TariffLine
from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Role, Service
from portal.procedures import publishing
from portal.procedures.compile import blocks_of
from portal.procedures.models import Procedure
from portal.procedures.schema import FormSchema
from tests.builders import (
    make_agent,
    make_commune,
    make_procedure,
    make_service,
)
from tests.payments.builders import make_regie
from tests.payments.fees.builders import SCHEMA, TABLES, make_fee, paid_procedure

pytestmark = pytest.mark.django_db
LIST = "/admin/payments/fee/"


@pytest.fixture
def service() -> Service:
    make_commune()
    return make_service("Restauration")


@pytest.fixture
def procedure(service: Service) -> Procedure:
    procedure = make_procedure(SCHEMA, service=service)
    procedure.steps = steps_of(SCHEMA)
    procedure.save()
    return procedure


def granted(service: Service, role: Role) -> User:
    """With the role, given as it is in the admin: it opens the admin to those that it is for."""
    agent = make_agent()
    grant(agent=agent, service=service, role=role, by=make_agent(is_superuser=True))
    return agent


def steps_of(schema: dict[str, Any]) -> Any:
    """The form as the admin keeps it."""
    return blocks_of(FormSchema.read(schema))


def sent(procedure: Procedure, **fields: Any) -> dict[str, Any]:
    assert procedure.service is not None
    typed: dict[str, Any] = {
        "procedure": procedure.pk,
        "timing": "after",
        "label": "Cantine, par jour",
        "revenue_code": "7067",
        "vat_rate": "0",
        "due_days": "30",
        "quotient_key": "quotient",
        "commune_key": "commune",
        "quantity_key": "jours",
        "communes": "Arras",
        "tables": TABLES,
    }
    if "regie" not in fields:
        typed["regie"] = make_regie(organisation=procedure.service.organisation).pk
    return typed | fields


def post(agent: User, address: str, typed: dict[str, Any]) -> Any:
    client = Client()
    client.force_login(agent)
    return client.post(address, typed)


def test_an_editor_sets_a_fee_and_changes_it(service: Service, procedure: Procedure) -> None:
    editor = granted(service, Role.EDITOR)
    typed = sent(procedure)
    assert post(editor, f"{LIST}create/", typed).status_code == 302
    fee = Fee.objects.get()
    assert fee.communes == ["62041"]
    assert TariffLine.objects.filter(tariff__fee=fee).count() == 4
    changed = typed | {"tables": "du 01/01/2021\nhors commune ; ; ; 5\nhabitants ; ; ; 1,50"}
    assert post(editor, f"{LIST}edit/{fee.pk}/", changed).status_code == 302
    prices = TariffLine.objects.values_list("unit_price", flat=True)
    assert sorted(prices) == [150, 500]
    shown = Client()
    shown.force_login(editor)
    page = shown.get(f"{LIST}edit/{fee.pk}/").content.decode()
    assert "habitants ; 0 ;  ; 1,50" in page
    assert "Arras (62041)" in page
    assert "Clés possibles\u00a0: commune («\u00a0Votre commune\u00a0»)." in page
    assert "De 1,50\u00a0€ à 5,00\u00a0€" in shown.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"quotient_key": "rien"}, "« rien », qui n’est pas un nombre ou un montant"),
        ({"quotient_key": "jours"}, "« jours », qui n’est pas un nombre ou un montant"),
        ({"quotient_key": "rien"}, "Clés possibles : quotient (« Votre quotient familial »)."),
        ({"commune_key": "quotient"}, "« quotient », qui n’est pas une commune"),
        (
            {"quantity_key": "x"},
            "quotient (« Votre quotient familial »), jours (« Quels jours ? »).",
        ),
        ({"quantity_key": "identite"}, "« identite », qui n’est pas un nombre, des cases"),
        ({"communes": ""}, "Indiquez les communes dont les habitants ont leur tarif."),
        ({"tables": "du 01/01/2021\ntous ; 10 ; ; 5"}, "Aucun prix pour un quotient de 0 à 9."),
        ({"tables": "du 01/01/2021\n5\n6"}, "Deux prix pour un quotient de 0."),
        ({"tables": "du 01/01/2021\ncher"}, "« cher » n’est pas un prix."),
        ({"tables": ""}, "Écrivez une grille au moins : une date, puis un prix par ligne."),
        ({"due_days": "0"}, "supérieure ou égale à 1"),
        (
            {"quotient_key": ""},
            "Des prix dépendent du quotient : indiquez la question qui le demande.",
        ),
        (
            {"commune_key": "", "communes": ""},
            "Des prix dépendent de la commune : indiquez la question qui la demande.",
        ),
    ],
)
def test_what_is_wrong_is_a_form_error_and_writes_nothing(
    service: Service, procedure: Procedure, fields: dict[str, str], said: str
) -> None:
    editor = granted(service, Role.EDITOR)
    page = post(editor, f"{LIST}create/", sent(procedure, **fields))
    assert page.status_code == 200
    assert escape(said) in page.content.decode().replace("\u00a0", " ")
    assert not Fee.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_editors_heads_and_administrators_set_fees_of_their_services_alone(role: Role) -> None:
    here, elsewhere = paid_procedure(), paid_procedure()
    assert here.service is not None
    agent = granted(here.service, role)
    edits = role in {Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR}
    client = Client()
    client.force_login(agent)
    assert (client.get(LIST).status_code == 200) is edits
    assert (client.get(f"{LIST}create/").status_code == 200) is edits
    assert (client.get(f"{LIST}edit/{here.fee.pk}/").status_code == 200) is edits
    assert client.get(f"{LIST}edit/{elsewhere.fee.pk}/").status_code != 200
    deletes = role == Role.ADMINISTRATOR
    assert (client.get(f"{LIST}delete/{here.fee.pk}/").status_code == 200) is deletes


def test_neither_the_procedure_nor_the_regie_of_others_can_be_named(
    service: Service, procedure: Procedure
) -> None:
    editor = granted(service, Role.EDITOR)
    other = make_procedure(SCHEMA)
    for fields in ({"procedure": other.pk}, {"regie": make_regie().pk}):
        assert post(editor, f"{LIST}create/", sent(procedure) | fields).status_code == 200
    assert not Fee.objects.exists()


def test_the_list_takes_as_many_queries_for_four_fees_as_for_two() -> None:
    client = Client()
    client.force_login(make_agent(is_superuser=True))
    counts = []
    for _ in range(2):
        for _each in range(2):
            paid_procedure()
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


class TestPublishing:
    def refused(self, procedure: Procedure, schema: dict[str, Any] = SCHEMA) -> list[str]:
        procedure.steps = steps_of(schema)
        found = publishing.sentences(publishing.refusals(procedure))
        return [said.replace("\u00a0", " ") for said in found]

    def test_a_form_that_has_what_the_fee_looks_at_is_published(self) -> None:
        assert self.refused(paid_procedure()) == []

    def test_a_question_that_the_fee_looks_at_cannot_go(self) -> None:
        kept = {
            "steps": [
                SCHEMA["steps"][0] | {"fields": SCHEMA["steps"][0]["fields"][:1]},
                SCHEMA["steps"][1],
            ]
        }
        assert self.refused(paid_procedure(), kept) == [
            "Le tarif regarde « quotient », qui n’est pas un nombre ou un montant du formulaire.",
            "Le tarif regarde « jours », qui n’est pas un nombre, des cases à cocher "
            "ou un groupe du formulaire.",
        ]

    def test_an_invoice_bears_a_name(self) -> None:
        nameless = {"steps": SCHEMA["steps"][:1]}
        assert self.refused(paid_procedure(), nameless) == [
            "Ajoutez une question « Identité » obligatoire : une facture porte un nom."
        ]

    def test_a_table_with_a_hole_or_none_in_force_is_refused(self) -> None:
        later = "du 01/01/2090\ntous ; 10 ; ; 5"
        assert self.refused(paid_procedure(later)) == [
            "Tarif : aucune grille n’est en vigueur aujourd’hui.",
            "Tarif : grille du 01/01/2090, aucun prix pour un quotient de 0 à 9.",
        ]

    def test_publishing_really_refuses(self) -> None:
        procedure = paid_procedure()
        make = procedure.fee
        make.quotient_key = "rien"
        make.save()
        procedure.steps = steps_of(SCHEMA)
        with pytest.raises(ValidationError, match="rien"):
            procedure.publish(procedure.save_revision())

    def test_a_procedure_without_fee_is_asked_nothing(self) -> None:
        assert self.refused(make_procedure(SCHEMA)) == []
        assert FormSchema.read(SCHEMA).field("quotient") is not None
        assert make_fee(make_procedure(SCHEMA)).communes == ["62041"]
