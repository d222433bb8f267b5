"""Services brought in from a spreadsheet: by whom, into what place, with which hours."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.directory.models import OpeningHours, Service
from portal.directory.roles import Role
from portal.directory.service_sheet import SERVICES
from portal.spreadsheets.models import Outcome
from portal.spreadsheets.plan import make_plan
from portal.spreadsheets.reading import read_csv
from portal.spreadsheets.workbooks import read_xlsx
from tests.builders import make_commune
from tests.portal.directory.factories import (
    make_agent,
    make_member,
    make_organisation,
    make_service,
)
from tests.portal.spreadsheets.books import checked, exported, faults, imported, outcomes, rows

pytestmark = pytest.mark.django_db
HEAD = ["Code", "Collectivité", "Service de rattachement", "Nom"]


@pytest.fixture
def top() -> Service:
    make_commune("01004", "Ambérieu-en-Bugey")
    make_commune()
    return make_service("Mairie", code="mairie", organisation=make_organisation(slug="ville"))


@pytest.fixture
def superuser() -> User:
    return make_agent(is_superuser=True)


@pytest.fixture
def administrator(top: Service) -> User:
    """Of one service, below the top."""
    voirie = make_service("Voirie", code="voirie", parent=top)
    return make_member(voirie, Role.ADMINISTRATOR)


def test_services_are_created_with_their_place_hours_and_territory(top: Service, superuser) -> None:
    table = [
        [*HEAD, "Téléphone", "Horaires", "Territoire", "En activité"],
        ["equipe", "ville", "voirie", "Équipe", "321216216", "", "1004", "non"],
        [
            "voirie",
            "ville",
            "mairie",
            "Voirie",
            "03 21 21 62 16",
            "lu-ve 9h-12h",
            "62041; 01004",
            "",
        ],
    ]
    imported(SERVICES, superuser, table)

    voirie, team = Service.objects.get(code="voirie"), Service.objects.get(code="equipe")
    assert (voirie.parent, team.parent, team.organisation) == (top, voirie, top.organisation)
    assert (team.phone, voirie.active, team.active) == ("+33321216216", True, False)
    assert voirie.opening_hours.count() == 5
    assert [each.insee for each in team.communes.all()] == ["01004"]
    assert {each.insee for each in voirie.communes.all()} == {"62041", "01004"}


def test_a_change_tells_what_was_and_what_will_be(top: Service, superuser: User) -> None:
    OpeningHours.objects.create(service=top, weekday=0, opens="09:00", closes="12:00")
    table = [["Code", "Nom", "Horaires"], ["mairie", "Hôtel de ville", "ma 14-17"]]
    owner = checked(SERVICES, superuser, table)
    assert rows(owner)["mairie"].changes == [
        ["Nom", "Mairie", "Hôtel de ville"],
        ["Horaires", "lu 9:00-12:00", "ma 14:00-17:00"],
    ]
    assert Service.objects.get().name == "Mairie"  # nothing is written by looking

    imported(SERVICES, superuser, table)
    assert [(each.weekday, each.opens.hour) for each in top.opening_hours.all()] == [(1, 14)]
    assert outcomes(checked(SERVICES, superuser, table)) == {"mairie": Outcome.UNCHANGED}


def test_a_column_left_out_stays_and_a_cell_emptied_is_emptied(top: Service, superuser) -> None:
    Service.objects.update(summary="Une phrase", email="mairie@ville.example")
    imported(SERVICES, superuser, [["Code", "En une phrase"], ["mairie", ""]])
    top.refresh_from_db()
    assert (top.summary, top.email) == ("", "mairie@ville.example")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(top: Service, superuser: User, kind: str) -> None:
    team = make_service("=Équipe", code="equipe", parent=top, address="1 rue\n62000 Arras")
    team.communes.add("62041", "01004")
    OpeningHours.objects.create(service=team, weekday=6, opens="20:00", closes="00:00")
    Service.objects.filter(pk=team.pk).update(phone="+687282828", summary="'- « l’été »")

    owner = checked(SERVICES, superuser, exported(SERVICES, superuser, kind), f"a.{kind}")
    assert outcomes(owner) == dict.fromkeys(["mairie", "equipe"], Outcome.UNCHANGED)


TEXT = st.text(max_size=60).filter(lambda text: "\0" not in text)


@settings(max_examples=25)
@given(TEXT, TEXT)
def test_any_words_come_back_unchanged(summary: str, address: str) -> None:
    Service.objects.all().delete()
    boss = User.objects.filter(is_superuser=True).first() or make_agent(is_superuser=True)
    make_service("Mairie", code="mairie", summary=summary, address=address)
    for kind, read in (("csv", read_csv), ("xlsx", lambda content: read_xlsx(content, "Services"))):
        plan = make_plan(SERVICES, read(exported(SERVICES, boss, kind)), SERVICES.book(boss))
        assert (plan.to_write, plan.refused) == ([], [])


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["x y", "ville", "mairie", "N"], "Code", "lettres"),
        (["", "ville", "mairie", "N"], "Code", "Remplissez"),
        (["a", "", "mairie", "N"], "Collectivité", "Remplissez"),
        (["a", "ailleurs", "mairie", "N"], "Collectivité", "n’existe pas"),
        (["a", "ville", "nulle-part", "N"], "Service de rattachement", "n’existe pas"),
        (["a", "ville", "a", "N"], "Service de rattachement", "lui-même"),
        (["a", "ville", "mairie", ""], "Nom", "Remplissez"),
        (["a", "ville", "mairie", "N" * 121], "Nom", "120"),
        (["a", "ville", "mairie", "N", "12"], "Téléphone", "pas reconnu"),
        (["a", "ville", "mairie", "N", "", "lundi"], "Horaires", "lisible"),
        (["a", "ville", "mairie", "N", "", "", "99999"], "Territoire", "inconnue"),
        (["a", "ville", "mairie", "N", "", "", "Arras"], "Territoire", "INSEE"),
        (["a", "ville", "mairie", "N", "", "", "", "peut-être"], "En activité", "oui ou non"),
        (["a", "ville", "mairie", "N", "", "", "", "", "de trop"], "", "sans titre"),
    ],
)
def test_each_error_names_its_row_and_its_column(top, superuser, row, column, words) -> None:
    table = [[*HEAD, "Téléphone", "Horaires", "Territoire", "En activité"], row]
    (number, where, sentence), *others = faults(checked(SERVICES, superuser, table))
    assert (number, where, others) == (2, column, [])
    assert words in sentence
    assert Service.objects.count() == 1


def test_the_tree_is_looked_at_as_the_file_would_leave_it(top: Service, superuser: User) -> None:
    table = [HEAD, ["a", "ville", "b", "A"], ["b", "ville", "a", "B"]]
    told = faults(checked(SERVICES, superuser, table))
    assert {sentence for _, _, sentence in told} == {"Un service ne peut pas dépendre de lui-même."}

    deep = ["mairie", "a", "b", "c", "d"]
    table = [
        HEAD,
        *([code, "ville", above, code] for above, code in pairwise(deep)),
    ]
    (number, _, sentence), *_ = faults(checked(SERVICES, superuser, table))
    assert (number, sentence) == (5, "L’organigramme a 4 niveaux au plus.")

    make_organisation(slug="autre")
    table = [HEAD, ["a", "autre", "mairie", "A"]]
    assert "même collectivité" in faults(checked(SERVICES, superuser, table))[0][2]


def test_a_tree_turned_over_is_written_in_an_order_that_holds(top: Service, superuser) -> None:
    a = make_service("A", code="a", parent=top)
    make_service("B", code="b", parent=a)
    imported(SERVICES, superuser, [HEAD[::2], ["a", "b"], ["b", "mairie"]])
    a.refresh_from_db()
    assert a.parent.code == "b"
    assert a.parent.parent == top


def test_a_service_does_not_change_organisation(top: Service, superuser: User) -> None:
    make_organisation(slug="autre")
    table = [["Code", "Collectivité"], ["mairie", "autre"]]
    assert "ne change pas" in faults(checked(SERVICES, superuser, table))[0][2]


# --- Whose services ------------------------------------------------------------------------------
def test_an_administrator_brings_out_only_the_services_they_cover(administrator: User) -> None:
    assert list(SERVICES.book(administrator).rows) == ["voirie"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["mairie", "ville", "", "Pris"], "que vous n’administrez pas"),
        (["neuf", "ville", "", "N"], "Indiquez le service"),
        (["neuf", "ville", "mairie", "N"], "Vous n’administrez pas"),
        (["voirie", "ville", "", "Voirie"], "Indiquez le service"),
    ],
)
def test_an_administrator_stays_within_what_they_cover(administrator, row, words) -> None:
    ((_, _, sentence),) = faults(checked(SERVICES, administrator, [HEAD, row]))
    assert words in sentence


def test_an_administrator_adds_and_changes_services_below_their_own(administrator: User) -> None:
    table = [
        HEAD,
        ["voirie", "ville", "mairie", "Voirie et réseaux"],
        ["equipe", "ville", "voirie", "Équipe"],
        ["nord", "ville", "equipe", "Nord"],
    ]
    imported(SERVICES, administrator, table)
    assert Service.objects.get(code="nord").parent.parent.name == "Voirie et réseaux"
