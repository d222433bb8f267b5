"""Editors open the form of every type of page, and choose among what the public sees."""

import pytest
from django.apps import apps
from django.urls import reverse

from home.editorial.keeping import kinds
from portal.directory.roles import Role
from tests import builders
from tests.home.editorial import writing
from tests.home.editorial.writing import agent, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> writing.Town:
    return writing.build()


@pytest.mark.parametrize("kind", [each._meta.model_name for each in kinds()])
def test_a_form_opens(town, kind) -> None:
    client = signed_in(agent(town.top, Role.HEAD))
    args = ["home", kind, town.home.pk]
    response = client.get(reverse("wagtailadmin_pages:add", args=args))
    stands_there = apps.get_model("home", kind).can_create_at(town.home)
    assert (response.status_code == 200) == stands_there


def test_an_editor_chooses_among_the_procedures_of_the_catalogue(town) -> None:
    builders.make_procedure(title="Trouver une benne", live=True)
    builders.make_procedure(title="Un brouillon", live=False)
    client = signed_in(agent(town.waste, Role.EDITOR))
    for name in ("procedure_chooser:choose", "procedure_chooser:choose_results"):
        found = client.get(reverse(name)).content.decode()
        assert "Trouver une benne" in found
        assert "Un brouillon" not in found
