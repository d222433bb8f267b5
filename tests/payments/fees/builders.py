"""A procedure that is paid for, with a small form that asks what its price looks at.

procedure = paid_procedure()                          # file, then pay: 2 € or 5 € a day ticked
procedure = paid_procedure(timing=Timing.BEFORE)      # pay to file
"""

from typing import Any

from payments.fee_tables import read
from payments.models import Fee, Regie, Tariff, TariffLine
from portal.demandes.models import Draft
from portal.procedures.models import Procedure
from tests.builders import IDENTITY, make_commune, make_draft, make_procedure
from tests.payments.builders import make_regie

SCHEMA: dict[str, Any] = {
    "steps": [
        {
            "key": "prix",
            "title": "Le prix",
            "fields": [
                {"key": "commune", "type": "commune", "label": "Votre commune", "required": True},
                {"key": "quotient", "type": "number", "label": "Votre quotient familial"},
                {
                    "key": "jours",
                    "type": "multiple_choice",
                    "label": "Quels jours ?",
                    "options": [
                        {"value": day, "label": day} for day in ("lundi", "mardi", "jeudi")
                    ],
                },
            ],
        },
        {
            "key": "vous",
            "title": "Vous",
            "fields": [
                {"key": "identite", "type": "identity", "label": "Identité", "required": True}
            ],
        },
    ]
}
ARRAS = "62041"
ANSWERS: dict[str, Any] = {
    "commune": ARRAS,
    "quotient": 450,
    "jours": ["lundi", "jeudi"],
    "identite": IDENTITY,
}
TABLES = """
à partir du 01/01/2020
habitants ; 0 ; 400 ; 0
habitants ; 400 ; 800 ; 2,00
habitants ; 800 ; ; 3,50
hors commune ; ; ; 5,00
"""
KEYS = {
    "quotient_key": "quotient",
    "commune_key": "commune",
    "commune_codes": ARRAS,
    "quantity_key": "jours",
}


def make_fee(procedure: Procedure, tables: str = TABLES, **fields: Any) -> Fee:
    """Its fee with these tables, as they are typed."""
    defaults: dict[str, Any] = {"label": "Cantine, par jour", "revenue_code": "7067", **KEYS}
    if "regie" not in fields:
        fields["regie"] = make_regie()
    fee = Fee.objects.create(procedure=procedure, **defaults | fields)
    for table in read(tables, fee.regie.currency):
        tariff = Tariff.objects.create(fee=fee, since=table.since)
        for line in table.lines:
            line.tariff = tariff
        TariffLine.objects.bulk_create(table.lines)
    return fee


def paid_procedure(tables: str = TABLES, regie: Regie | None = None, **fields: Any) -> Procedure:
    """A procedure in force with a fee; `fields` are the fee's."""
    make_commune()
    procedure = make_procedure(SCHEMA, title="Inscrire mon enfant à la cantine")
    given = fields | ({"regie": regie} if regie else {})
    make_fee(procedure, tables, **given)
    return procedure


def paid_draft(procedure: Procedure, **answers: Any) -> Draft:
    """A draft with every answer, ready to be filed."""
    return make_draft(procedure, answers=ANSWERS | answers)
