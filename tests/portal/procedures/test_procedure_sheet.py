"""Procedures brought in from a spreadsheet: drafts only, within the services one administers."""

import pytest

from portal.accounts.models import User
from portal.directory.roles import Role
from portal.procedures.models import Offer, Procedure
from portal.procedures.procedure_sheet import PROCEDURES
from portal.spreadsheets.models import Outcome
from tests.portal.procedures.factories import a_procedure, a_service, a_theme, an_agent
from tests.portal.spreadsheets.books import checked, exported, faults, imported, outcomes, rows

pytestmark = pytest.mark.django_db
HEAD = ["Code", "Intitulé", "Thème", "En une phrase", "Service responsable"]
NEW = ["neuve", "Une démarche", "Rue et déchets", "En bref", "voirie"]


@pytest.fixture
def live() -> Procedure:
    return a_procedure()


@pytest.fixture
def administrator(live: Procedure) -> User:
    a_service("ecoles")
    return an_agent(live.service, Role.ADMINISTRATOR)


def test_a_new_row_makes_a_draft(administrator: User) -> None:
    table = [
        [*HEAD, "Autres canaux", "Répondre sous", "Confidentielle"],
        [*NEW, "Guichet; telephone", "", "oui"],
    ]
    imported(PROCEDURES, administrator, table)

    made = Procedure.objects.get(code="neuve")
    assert (made.live, made.answer_delay, made.confidential) == (False, 30, True)
    assert [offer.channel for offer in made.offers.all()] == ["desk", "telephone"]
    assert made.latest_revision.user == administrator
    assert not made.publications.exists()


def test_a_change_to_a_live_procedure_is_a_draft_revision(live: Procedure, administrator) -> None:
    table = [["Code", "Intitulé", "Répondre sous"], [live.code, "Un trou dans la rue", "12"]]
    imported(PROCEDURES, administrator, table)

    live.refresh_from_db()
    assert (live.title, live.answer_delay) == ("Signaler un nid-de-poule", 30)
    assert (live.live, live.has_unpublished_changes) == (True, True)
    draft = live.get_latest_revision_as_object()
    assert (draft.title, draft.answer_delay) == ("Un trou dans la rue", 12)
    assert len(draft.steps) == len(live.steps)
    # What is compared is the draft: importing again changes nothing, nor takes it back.
    assert outcomes(checked(PROCEDURES, administrator, table)) == {live.code: Outcome.UNCHANGED}
    draft.save_revision().publish(skip_permission_checks=True)
    assert Procedure.objects.get().title == "Un trou dans la rue"


def test_a_second_import_builds_on_the_first_one_s_draft(live: Procedure, administrator) -> None:
    imported(PROCEDURES, administrator, [["Code", "Intitulé"], [live.code, "Nouveau titre"]])
    imported(PROCEDURES, administrator, [["Code", "Coût"], [live.code, "5 €"]])
    draft = Procedure.objects.get().get_latest_revision_as_object()
    assert (draft.title, draft.cost) == ("Nouveau titre", "5 €")


def test_a_channel_that_stays_keeps_its_note(live: Procedure, administrator: User) -> None:
    Offer.objects.create(procedure=live, channel="desk", note="Le matin")
    imported(
        PROCEDURES, administrator, [["Code", "Autres canaux"], [live.code, "Courrier; Guichet"]]
    )
    draft = Procedure.objects.get().get_latest_revision_as_object()
    assert [(each.channel, each.note) for each in draft.offers.all()] == [
        ("letter", ""),
        ("desk", "Le matin"),
    ]


def test_a_channel_refused_is_not_listed_and_stays_refused(
    live: Procedure, administrator: User
) -> None:
    Offer.objects.create(procedure=live, channel="telephone", terms="refused")
    Offer.objects.create(procedure=live, channel="chat", terms="refused")
    table = [["Code", "Autres canaux"], [live.code, "Tchat; Guichet"]]
    imported(PROCEDURES, administrator, table)
    draft = Procedure.objects.get().get_latest_revision_as_object()
    assert [(each.channel, each.terms) for each in draft.offers.all()] == [
        ("chat", "offered"),
        ("desk", "offered"),
        ("telephone", "refused"),
    ]
    assert outcomes(checked(PROCEDURES, administrator, table)) == {live.code: Outcome.UNCHANGED}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(live: Procedure, administrator: User, kind: str) -> None:
    Procedure.objects.create(code="vide", title="-Vide", theme=live.theme, summary="", live=False)
    Procedure.objects.create(
        code="autres", title="A", theme=live.theme, service=a_service("parc"), live=False
    )
    Offer.objects.create(procedure=live, channel="desk", note="Le matin")
    owner = checked(
        PROCEDURES, administrator, exported(PROCEDURES, administrator, kind), f"a.{kind}"
    )
    # A procedure without a service is nobody's yet; one of another service isn't brought out.
    assert outcomes(owner) == dict.fromkeys([live.code, "vide"], Outcome.UNCHANGED)


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({2: "Lune"}, "Thème", "n’existe pas"),
        ({4: "lune"}, "Service responsable", "n’existe pas"),
        ({4: "ecoles"}, "Service responsable", "Vous n’administrez pas"),
        ({4: ""}, "Service responsable", "Remplissez"),
        ({5: "Logement"}, "Secteur", "Voirie et cadre de vie"),
        ({6: "personne@ville.fr"}, "Agent suppléant", "Aucun agent"),
        ({7: "Pigeon"}, "Autres canaux", "pas reconnu"),
        ({8: "366"}, "Répondre sous", "365"),
        ({8: "trente"}, "Répondre sous", "entier"),
        ({9: "Silence"}, "Régime légal", "Au choix"),
    ],
)
def test_each_error_names_its_column(administrator, changes, column, words) -> None:
    more = ["Secteur", "Agent suppléant", "Autres canaux", "Répondre sous", "Régime légal"]
    row = [*NEW, "", "", "", "", ""]
    for place, cell in changes.items():
        row[place] = cell
    told = faults(checked(PROCEDURES, administrator, [[*HEAD, *more], row]))
    assert [(number, where) for number, where, _ in told] == [(2, column)]
    assert words in told[0][2]


def test_a_service_that_closed_takes_no_procedure(live: Procedure, administrator: User) -> None:
    a_service("parcs", parent=live.service, active=False)
    told = faults(checked(PROCEDURES, administrator, [HEAD, [*NEW[:4], "parcs"]]))
    assert "n’est plus en activité" in told[0][2]


def test_a_procedure_of_another_service_is_out_of_reach(live: Procedure) -> None:
    other = an_agent(a_service("ecoles"), Role.ADMINISTRATOR)
    table = [HEAD, [live.code, *NEW[1:4], "ecoles"]]
    assert "que vous n’administrez pas" in faults(checked(PROCEDURES, other, table))[0][2]
    assert PROCEDURES.book(other).rows == {}


def test_the_sector_follows_the_theme(live: Procedure, administrator: User) -> None:
    a_theme("logement", "Logement")
    table = [["Code", "Thème", "Secteur"], [live.code, "Logement", ""]]
    owner = checked(PROCEDURES, administrator, table)
    assert rows(owner)[live.code].changes == [["Thème", "Rue et déchets", "Logement"]]


def test_reading_takes_the_same_queries_whatever_the_rows(
    live, administrator, query_budget
) -> None:
    def more() -> None:
        for number in range(10):
            a_procedure(f"autre-{number}")

    query_budget(lambda: PROCEDURES.book(administrator), more, at_most=10)
