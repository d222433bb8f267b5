"""Which procedures a resident is shown, and in which order."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.directory.models import Organisation
from portal.procedures.models import Procedure
from tests.portal.procedures.factories import a_procedure, a_service, a_theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue():
    a_procedure()
    a_procedure("lampadaire", title="Un éclairage est en panne", words="lampadaire éteint")
    a_procedure("arbre", title="Un arbre gêne", summary="Branches", words="éclairages cachés")


def found(typed: str) -> list[str]:
    return [procedure.code for procedure in Procedure.objects.matching(typed)]


@pytest.mark.parametrize("typed", ["éclairage", "ECLAIRAGES", "l’éclairage", "eclairage public"])
def test_accents_and_endings_do_not_matter_and_titles_come_first(typed):
    assert found(typed) == ["lampadaire", "arbre"]


def test_the_words_of_residents_the_summary_and_the_theme_are_looked_at():
    assert found("ma route est abimee") == ["nid-de-poule"]
    assert found("branche") == ["arbre"]
    assert set(found("rue")) == {"nid-de-poule", "lampadaire", "arbre"}


def test_nothing_typed_finds_all_and_empty_words_find_nothing():
    assert len(found("  ")) == 3
    assert found("le la les") == []
    assert found("zzz") == []


def test_a_draft_is_not_in_the_catalogue():
    Procedure.objects.get(code="arbre").unpublish()
    assert {p.code for p in Procedure.objects.for_catalogue()} == {"nid-de-poule", "lampadaire"}


def test_a_site_lists_its_own_procedures_and_the_shared_ones():
    ccas = Organisation.objects.create(
        name="CCAS", slug="ccas", kind="ccas", address="2 place", email="c@v.fr"
    )
    a_service("aide", organisation=ccas)
    a_procedure("rsa", title="RSA", service="aide")
    a_procedure("autre", title="Autre", shared=True)
    assert {p.code for p in Procedure.objects.for_site_of(ccas)} == {"rsa", "autre"}
    assert Procedure.objects.for_site_of(None).count() == 5


def test_searching_costs_one_query_however_many_are_found(query_budget):
    def call():
        return [p.theme.name for p in Procedure.objects.for_catalogue().matching("trou lampadaire")]

    def more():
        for number in range(10):
            a_procedure(f"trou-{number}")

    query_budget(call, more, at_most=1)


def test_the_database_refuses_a_live_procedure_without_service_or_regime():
    for missing in ({"silence": ""}, {"service": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Procedure.objects.filter(code="arbre").update(**missing)


def test_a_theme_renamed_is_searched_by_its_new_name():
    theme = a_theme()
    theme.name = "Voirie"
    theme.save()
    assert len(found("voirie")) == 3


def test_no_way_of_publishing_goes_round_the_law():
    procedure = Procedure.objects.get(code="arbre")
    procedure.legal_basis = ""
    revision = procedure.save_revision()
    with pytest.raises(ValidationError, match="Indiquez le fondement légal"):
        revision.publish()
    procedure.refresh_from_db()
    assert procedure.legal_basis
