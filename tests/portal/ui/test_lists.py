"""Lists are data."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from portal.accounts.models import Kind, User
from portal.ui import atoms
from portal.ui.lists import Column, Listing

LISTING = Listing(
    caption="Agents",
    columns=(
        Column("Nom", lambda user: atoms.title(f"/agents/{user.pk}/", user.last_name)),
        Column("Type", "get_kind_display"),
        Column("Fonction", "job_title", "wide"),
    ),
    order=("last_name", "pk"),
    empty="Aucun agent",
    size=2,
)


def draw(query: str = "") -> str:
    shown = LISTING.show(User.objects.all(), QueryDict(query))
    return render_to_string("components/listing.html", {"list": shown})


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), ("", "–"), (0, 0), ("x", "x"), (lambda: "called", "called")]
)
def test_a_cell_shows_what_is_there_or_a_dash(value: object, shown: object) -> None:
    assert Column("X", "value").of(SimpleNamespace(value=value)) == shown


def test_a_cell_follows_a_path() -> None:
    row = SimpleNamespace(service=SimpleNamespace(name="Voirie"))
    assert Column("Service", "service.name").of(row) == "Voirie"


@pytest.mark.django_db
def test_a_listing_draws_its_columns_and_its_pages() -> None:
    for name in ("Ferrand", "<Kaya>", "Lemoine"):
        User.objects.create_user(name, f"{name[1:4]}@example.org", last_name=name, kind=Kind.AGENT)
    drawn = draw()
    assert '<th scope="col" class="wide">Fonction</th>' in drawn
    assert "Ferrand" in drawn
    assert "&lt;Kaya&gt;" in drawn
    assert "Agent" in drawn
    assert "Suivants" in drawn
    assert "Précédents" not in drawn


@pytest.mark.django_db
def test_an_empty_listing_says_so() -> None:
    drawn = draw()
    assert "Aucun agent" in drawn
    assert "<table" not in drawn
