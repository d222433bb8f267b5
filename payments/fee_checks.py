"""What is wrong with a fee: keys that the form doesn't have, quotients without a price."""

from collections.abc import Iterator

from payments import books, tariffs
from payments.models import Fee
from portal.demandes import clock
from portal.procedures.models import Procedure
from portal.procedures.publishing import Reason, identifies
from portal.procedures.schema import Field, FormSchema

# By the column that names a question: what it must be, and the types that are.
ASKED = {
    "quotient_key": ("un nombre ou un montant", {"number", "amount", "computed"}),
    "commune_key": ("une commune", {"commune"}),
    "quantity_key": (
        "un nombre, des cases à cocher ou un groupe",
        {"number", "computed", "multiple_choice", "group"},
    ),
}
NOBODY = "Ajoutez une question «\u00a0Identité\u00a0» obligatoire\u00a0: une facture porte un nom."


def refusals(procedure: Procedure, schema: FormSchema) -> Iterator[Reason]:
    """Why a procedure that is paid for can't be published with this form."""
    fee = Fee.objects.filter(procedure=procedure.pk).select_related("regie__organisation").first()
    if fee is None or procedure.pk is None:
        return
    yield from (Reason("steps", said) for said in asked(fee, schema).values())
    yield from (Reason("cost", f"Tarif\u00a0: {said}") for said in priced(fee))


def asked(fee: Fee, schema: FormSchema) -> dict[str, str]:
    """What is wrong with the keys, by column; of the form as a whole, below a blank name."""
    wrong = {
        column: f"Le tarif regarde «\u00a0{key}\u00a0», qui n’est pas {kind} du formulaire."
        for column, (kind, types) in ASKED.items()
        if (key := getattr(fee, column)) and not _fits(schema.field(key), types, column)
    }
    return wrong if identifies(schema) else wrong | {"": NOBODY}


def possible(schema: FormSchema, column: str) -> str:
    """The keys that this column may name, each with its question."""
    types = ASKED[column][1]
    found = [
        f"{field.key} («\u00a0{field.label}\u00a0»)"
        for field in schema.fields()
        if _fits(field, types, column)
    ]
    if not found:
        return "Le formulaire n’a pas de question qui convienne."
    return f"Clés possibles\u00a0: {', '.join(found)}."


def priced(fee: Fee) -> Iterator[str]:
    """What its saved tables leave without a price, and whether one is in force."""
    tables = list(fee.tariffs.prefetch_related("lines"))
    if tariffs.table_on(tables, books.day_of(fee.regie, clock.now())) is None:
        yield "aucune grille n’est en vigueur aujourd’hui."
    for table in tables:
        for said in [*tariffs.problems(table.lines.all()), *used(fee, table.lines.all())]:
            yield f"grille du {table}, {said[0].lower()}{said[1:]}"


def used(fee: Fee, lines: "tariffs.Lines") -> Iterator[str]:
    """Prices that tell apart what the fee doesn't look at."""
    rows = list(lines)
    if not fee.quotient_key and any(line.from_quotient or line.to_quotient for line in rows):
        yield "Des prix dépendent du quotient\u00a0: indiquez la question qui le demande."
    if not fee.commune_key and any(line.residence != tariffs.Residence.ANY for line in rows):
        yield "Des prix dépendent de la commune\u00a0: indiquez la question qui la demande."


def _fits(field: Field | None, types: set[str], column: str) -> bool:
    if field is None or field.type not in types:
        return False
    return not (column == "quantity_key" and field.currency)
