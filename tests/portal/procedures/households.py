"""A form with amounts, a repeated group and calculations, to try them together."""

from typing import Any

from portal.procedures.schema import FormSchema


def eur(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "EUR"}


def computed(key: str, operation: str, *operands: dict[str, str], **more: Any) -> dict[str, Any]:
    calculation = {"operation": operation, "operands": list(operands)}
    base = {"key": key, "type": "computed", "label": key.title()}
    return base | {"calculation": calculation} | more


COLUMNS: list[dict[str, Any]] = [
    {"key": "prenom", "type": "text", "label": "Prénom", "required": True},
    {
        "key": "naissance",
        "type": "date",
        "label": "Date de naissance",
        "required": True,
        "max": "today",
    },
    {"key": "revenu", "type": "amount", "label": "Revenu"},
    {"key": "heures", "type": "number", "label": "Heures"},
    {"key": "scolarise", "type": "yes_no", "label": "Scolarisé ?"},
    {
        "key": "ecole",
        "type": "choice",
        "label": "École",
        "options": [{"value": "a", "label": "Ferry"}, {"value": "b", "label": "Veil"}],
    },
]
GROUP: dict[str, Any] = {
    "key": "enfants",
    "type": "group",
    "label": "Vos enfants",
    "row_label": "Enfant",
    "max": 4,
    "fields": COLUMNS,
}
LOYER = {"key": "loyer", "type": "amount", "label": "Loyer", "required": True, "prefill": True}
TOTAL = computed("total", "sum", {"field": "enfants", "column": "revenu"}, currency="EUR")
NUMBER = computed("nombre", "count", {"field": "enfants"})
RICH = {"match": "all", "tests": [{"field": "total", "op": "gt", "value": "1 000,50"}]}
FORM: dict[str, Any] = {
    "steps": [
        {"key": "foyer", "title": "Le foyer", "fields": [LOYER, GROUP]},
        {
            "key": "totaux",
            "title": "Les totaux",
            "fields": [
                TOTAL,
                NUMBER,
                computed(
                    "reste", "difference", {"field": "total"}, {"field": "loyer"}, currency="EUR"
                ),
            ],
        },
        {
            "key": "riche",
            "title": "Plus de mille euros",
            "show_if": RICH,
            "fields": [
                {"key": "pourquoi", "type": "text", "label": "Pourquoi ?", "required": True}
            ],
        },
        {
            "key": "vous",
            "title": "Vous",
            "fields": [
                {
                    "key": "identite",
                    "type": "identity",
                    "label": "Vous",
                    "required": True,
                    "kinds": ["person"],
                }
            ],
        },
    ]
}
LEA = {"prenom": "Léa", "naissance": "2015-03-12", "revenu": eur(60_000)}
TOM = {"prenom": "Tom", "naissance": "2018-07-01", "revenu": eur(40_051)}


def household(**step: Any) -> FormSchema:
    return FormSchema.read(FORM | step)


def typed(*rows: dict[str, str], key: str = "enfants") -> dict[str, str]:
    """What a page of these rows sends."""
    sent = {
        f"{key}__{i}__{name}": value for i, row in enumerate(rows) for name, value in row.items()
    }
    return sent | {f"{key}__rows": str(len(rows))}


def child(name: str, born: str, revenu: str = "") -> dict[str, str]:
    return {"prenom": name, "naissance": born, "revenu": revenu}
