"""Reading a CSV file of communes, and putting it in place of what is known of them."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from portal.directory.commune_names import comparable
from portal.directory.models import Commune

COLUMNS = {  # header of the file: field
    "code_insee": "insee",
    "nom": "name",
    "departement": "department",
    "codes_postaux": "postal_codes",
    "population": "population",
    "siren": "siren",
    "epci_siren": "epci_siren",
    "epci_nom": "epci_name",
}
UPDATED = [field for field in (*COLUMNS.values(), "folded") if field != "insee"]
PATTERNS = {  # field: what it must be, and how to say so
    "insee": (r"\d[\dAB]\d{3}", "le code INSEE a 5 caractères, comme 62041 ou 2A004"),
    "name": (r".{1,60}", "le nom manque, ou dépasse 60 caractères"),
    "department": (r"\d[\dAB]\d?", "le département a 2 ou 3 caractères, comme 62, 2A ou 988"),
    "postal_codes": (
        r"(\d{5}( \d{5})*)?",
        "les codes postaux ont 5 chiffres, séparés par un espace",
    ),
    "population": (r"\d{0,9}", "la population est un nombre entier"),
    "siren": (r"(\d{9})?", "le SIREN a 9 chiffres"),
    "epci_siren": (r"(\d{9})?", "le SIREN de l’intercommunalité a 9 chiffres"),
    "epci_name": (r".{0,120}", "le nom de l’intercommunalité dépasse 120 caractères"),
}
COMPILED = {field: re.compile(pattern) for field, (pattern, _) in PATTERNS.items()}
MOST_ERRORS = 20
BATCH = 2000


@dataclass(frozen=True)
class Report:
    """What an import did."""

    created: int
    updated: int
    left_out: int


class RefusedFile(ValueError):
    """The file can't be imported: nothing was written. `errors` are sentences, one per line."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


def import_communes(lines: Iterable[str], departments: Collection[str] = ()) -> Report:
    """Write the communes of a CSV file, those of some départements or all; again at no harm.

    One transaction: a file with a wrong line writes nothing and raises RefusedFile, which names
    each wrong line. Communes that the file doesn't name stay as they are.
    """
    read = _read(lines)
    wanted = [row for row in read if not departments or row.department in departments]
    with transaction.atomic():
        known = set(Commune.objects.values_list("insee", flat=True))
        Commune.objects.bulk_create(
            wanted,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["insee"],
            update_fields=UPDATED,
        )
    updated = sum(row.insee in known for row in wanted)
    return Report(len(wanted) - updated, updated, len(read) - len(wanted))


def _read(lines: Iterable[str]) -> list[Commune]:
    reader = csv.DictReader(lines, strict=True)
    errors: list[str] = []
    rows: dict[str, Commune] = {}
    try:
        _check_header(reader.fieldnames or [])
        for number, row in _numbered(reader):
            faults = _faults(row)
            if row["code_insee"] in rows:
                faults.append(f"la commune {row['code_insee']} y est déjà plus haut")
            errors += [f"Ligne {number} : {fault}." for fault in faults]
            if not faults:
                rows[row["code_insee"]] = _commune(row)
    except (csv.Error, UnicodeDecodeError) as error:
        place = reader.line_num + 1
        raise RefusedFile([f"Ligne {place} : ce n’est pas du CSV en UTF-8 ({error})."]) from None
    if errors:
        more = len(errors) - MOST_ERRORS
        raise RefusedFile(
            errors[:MOST_ERRORS] + ([f"… et {more} autres erreurs."] if more > 0 else [])
        )
    if not rows:
        raise RefusedFile(["Ce fichier ne contient aucune commune."])
    return list(rows.values())


def _check_header(names: Collection[str]) -> None:
    if missing := [name for name in COLUMNS if name not in names]:
        raise RefusedFile([f"Ligne 1 : il manque la colonne « {name} »." for name in missing])


def _numbered(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their line number, cells that a short line lacks being empty."""
    for row in reader:
        yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}


def _faults(row: dict[str, str]) -> list[str]:
    return [
        PATTERNS[field][1]
        for name, field in COLUMNS.items()
        if not COMPILED[field].fullmatch(row[name])
    ]


def _commune(row: dict[str, str]) -> Commune:
    values = {field: row[name] for name, field in COLUMNS.items()}
    return Commune(
        **values | {"population": int(values["population"] or 0)},
        folded=comparable(values["name"])[:60],
    )
