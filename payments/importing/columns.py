"""The columns of a file of invoices, in English for programs and in French for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from payments.importing import values
from payments.importing.values import Read
from portal.spreadsheets.kinds import tidy
from portal.spreadsheets.sheets import Broken, Line, RefusedFile
from portal.spreadsheets.subjects import Fault
from portal.text.french import fold


@dataclass(frozen=True)
class Column:
    """`of_line`: said at each line of the invoice; the others once, at its first line."""

    name: str
    label: str
    read: Read
    hint: str
    required: bool = False
    of_line: bool = False


ID: Final = "external_id"
COLUMNS: Final = (
    Column(ID, "Identifiant", values.text(64), "Celui de votre logiciel, unique.", required=True),
    Column("payer_name", "Payeur", values.text(120), "Nom de qui doit payer.", required=True),
    Column("payer_email", "Courriel", values.email, "Pour l’avis et les rappels."),
    Column("payer_address", "Adresse", values.text(400, lines=True), "Pour l’envoi par la poste."),
    Column("payer_reference", "Compte usager", values.text(40), "Son numéro dans le logiciel."),
    Column("subject", "Objet", values.text(100), "Ce qui est facturé.", required=True),
    Column("due_on", "À payer avant le", values.day, "Comme 31/12/2026."),
    Column("label", "Libellé", values.text(200), "De la ligne.", required=True, of_line=True),
    Column("quantity", "Quantité", values.quantity, "1 si la case est vide.", of_line=True),
    Column(
        "unit_price",
        "Prix unitaire",
        values.price,
        "TTC, comme 12,50\u00a0; négatif pour une remise.",
        required=True,
        of_line=True,
    ),
    Column("vat_rate", "Taux de TVA", values.rate, "En %, 0 si la case est vide.", of_line=True),
    Column(
        "revenue_code", "Code de recette", values.text(20), "De vos comptes.", True, of_line=True
    ),
)
HEAD: Final = tuple(column for column in COLUMNS if not column.of_line)
OF_LINE: Final = tuple(column for column in COLUMNS if column.of_line)
_WORDS: Final = {fold(word): each.name for each in COLUMNS for word in (each.name, each.label)}
LABELS: Final = {column.name: column.label for column in COLUMNS}


def places(header: Line) -> list[str]:
    """The column's name at each place of the header. Raises RefusedFile with each fault."""
    titles = [tidy(cell) if isinstance(cell, str) else "" for cell in header]
    names = [_WORDS.get(fold(title), "") for title in titles]
    if faults := [*_unknown(titles, names), *_double(names), *_missing(names)]:
        raise RefusedFile(*faults)
    return names


def trimmed(line: Line) -> Sequence[str | Broken]:
    """Without the empty cells at its end."""
    last = next((place for place in range(len(line), 0, -1) if line[place - 1]), 0)
    return line[:last]


def _unknown(titles: list[str], names: list[str]) -> Iterator[Fault]:
    for title, name in zip(titles, names, strict=True):
        if not name:
            words = f"«\u00a0{title[:60]}\u00a0»" if title else "sans titre"
            sentence = (
                f"Colonne {words} inconnue\u00a0: retirez-la ou reprenez les titres du modèle."
            )
            yield Fault(title[:60], sentence)


def _double(names: list[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(each for each in names if each and names.count(each) > 1):
        yield Fault(LABELS[name], f"La colonne «\u00a0{LABELS[name]}\u00a0» est là deux fois.")


def _missing(names: list[str]) -> Iterator[Fault]:
    for column in COLUMNS:
        if column.required and column.name not in names:
            yield Fault(column.label, f"Il manque la colonne «\u00a0{column.label}\u00a0».")
