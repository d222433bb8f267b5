"""What residents type brings the right procedure of the demonstration, among all 503."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from portal.demo.data import read
from portal.demo.referential import Extent, procedures
from search.index.finding import Asked
from search.index.models import Kind
from search.index.searching import find
from search.index.sources import Content
from search.index.writing import put


@pytest.fixture(scope="module")
def indexed(django_db_setup, django_db_blocker):
    """As the source would tell them, without the minute that publishing them all takes."""
    themes = {row["slug"]: row["name"] for row in read("themes")}
    with django_db_blocker.unblock(), transaction.atomic():
        put([told(row, themes) for row in procedures(Extent.WHOLE)])
        yield
        transaction.set_rollback(True)


def told(row: dict[str, Any], themes: dict[str, str]) -> Content:
    return Content(
        kind=Kind.PROCEDURE,
        key=row["code"],
        url=reverse("procedure", args=[row["code"]]),
        title=row["title"],
        summary=row["summary"],
        words=row["words"],
        headings=themes[row["theme"]],
        body="\n".join(step["title"] for step in row["form"]["steps"]),
    )


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("jai perdu mon boulot", "rsa-demander"),
        ("je suis au chômage", "rsa-demander"),
        ("trou dans la route", "nid-de-poule"),
        ("un gros trou devant chez moi sur la chaussée", "nid-de-poule"),
        ("ma mere peut plus rester seule", "apa"),
        ("mon père est tombé il ne peut plus rester seul", "apa"),
        ("ma poubelle n’a pas été ramassée", "collecte-oubliee"),
        ("refaire ma carte d’identité", "carte-identite"),
        ("il y a des rats dans ma cave", "nuisibles"),
        ("le lampadaire de ma rue est éteint", "lampadaire"),
        ("je ne peux plus payer mon loyer", "fsl"),
        ("inscrire mon fils à l’école", "inscription-scolaire"),
        ("mon voisin fait du bruit la nuit", "bruit-voisinage"),
    ],
)
@pytest.mark.django_db
def test_the_right_procedure_is_among_the_first_three(indexed, typed, right):
    found = find(Asked(typed, kinds=frozenset({Kind.PROCEDURE}))).hits[:3]
    keys = [hit.document.key for hit in found]
    assert any(key.startswith(right) for key in keys), keys  # or a variation of it
