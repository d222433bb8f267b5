"""Agents brought in from a spreadsheet: accounts, invitations, and rights that nobody oversteps."""

import pytest
from django.contrib.auth.models import Group

from portal.accounts import tasks
from portal.accounts.models import Kind, User
from portal.directory.agent_sheet import AGENTS
from portal.directory.editorial import ADMINISTRATORS
from portal.directory.membership import grant, revoke
from portal.directory.models import Membership, Service
from portal.directory.roles import Role
from portal.messaging.models import OutboundMessage
from portal.spreadsheets import processing, workflow
from portal.spreadsheets.models import Import, Outcome, State
from tests.portal.directory.factories import make_agent, make_service
from tests.portal.spreadsheets.books import checked, exported, faults, imported, outcomes, rows

pytestmark = pytest.mark.django_db
HEAD = ["Adresse e-mail", "Prénom", "Nom", "Habilitations", "Compte ouvert"]


@pytest.fixture
def superuser() -> User:
    return make_agent(email="chef@ville.example", is_superuser=True)


@pytest.fixture
def voirie() -> Service:
    make_service("Écoles", code="ecoles")
    return make_service("Voirie", code="voirie")


@pytest.fixture
def administrator(voirie: Service, superuser: User) -> User:
    agent = make_agent(email="adm@ville.example", last_name="Adam")
    grant(agent=agent, service=voirie, role=Role.ADMINISTRATOR, by=superuser)
    return User.objects.get(pk=agent.pk)


def held(email: str) -> set[tuple[str, str]]:
    return set(Membership.objects.filter(agent__email=email).values_list("service__code", "role"))


def test_a_new_agent_gets_an_account_roles_and_one_invitation(administrator: User) -> None:
    table = [
        HEAD,
        [
            "Awa@Ville.Example",
            "Awa",
            "Ndiaye",
            "voirie : Traitement des demandes; voirie:editor",
            "",
        ],
    ]
    imported(AGENTS, administrator, table)

    awa = User.objects.get(email="awa@ville.example")
    assert (awa.kind, awa.is_active, awa.is_superuser) == (Kind.AGENT, True, False)
    assert (awa.username, awa.has_usable_password()) == ("awa@ville.example", False)
    assert held(awa.email) == {("voirie", Role.OFFICER), ("voirie", Role.EDITOR)}
    groups = set(awa.groups.values_list("name", flat=True))
    assert groups == {"Rédaction : voirie", "Traitement des demandes"}
    assert not OutboundMessage.objects.exists()  # the worker writes it, outside the transaction

    for _ in range(2):  # a worker killed in the middle: another one runs it again
        tasks.invite_all.call([awa.pk], administrator.pk)
    assert OutboundMessage.objects.get().recipient == "awa@ville.example"


def test_roles_are_given_and_taken_back_by_the_verbs(
    administrator: User, voirie, superuser
) -> None:
    agent = make_agent(email="b@ville.example", first_name="Bo", last_name="Bel")
    grant(agent=agent, service=voirie, role=Role.OFFICER, by=superuser)
    table = [HEAD, ["b@ville.example", "Bo", "Bel", "voirie:Administration", "oui"]]
    owner = checked(AGENTS, administrator, table)
    assert rows(owner)["b@ville.example"].changes == [
        ["Habilitations", "voirie : Traitement des demandes", "voirie : Administration"]
    ]
    imported(AGENTS, administrator, table)
    assert held(agent.email) == {("voirie", Role.ADMINISTRATOR)}
    assert Group.objects.get(name=ADMINISTRATORS).user_set.filter(pk=agent.pk).exists()

    imported(AGENTS, administrator, [HEAD, ["b@ville.example", "Bo", "Bel", "", "non"]])
    agent.refresh_from_db()
    assert (held(agent.email), agent.is_active) == (set(), False)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(administrator, superuser, voirie, kind: str) -> None:
    make_agent(email="parti@ville.example", is_active=False, job_title="=Agent; de ville")
    for by in (administrator, superuser):
        owner = checked(AGENTS, by, exported(AGENTS, by, kind), f"a.{kind}")
        assert set(outcomes(owner).values()) == {Outcome.UNCHANGED}


def test_only_accounts_that_the_administrator_manages_are_brought_out(
    administrator: User, superuser: User, voirie: Service
) -> None:
    elsewhere = make_agent(email="ecole@ville.example")
    for code in ("ecoles", "voirie"):
        service = Service.objects.get(code=code)
        grant(agent=elsewhere, service=service, role=Role.OFFICER, by=superuser)
    newcomer = make_agent(email="nouveau@ville.example")
    User.objects.create_citizen("usager@courriel.example")

    assert set(AGENTS.book(administrator).rows) == {administrator.email, newcomer.email}
    assert len(AGENTS.book(superuser).rows) == 4


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["adm@ville.example", "C", "Adam", "", "oui"], "Habilitations", "vos propres"),
        (
            ["adm@ville.example", "C", "A", "voirie:administrator;voirie:head", ""],
            "Habilitations",
            "propres",
        ),
        (
            ["adm@ville.example", "C", "A", "voirie:administrator", "non"],
            "Compte ouvert",
            "propre compte",
        ),
        (
            ["n@v.example", "N", "N", "ecoles:officer", "oui"],
            "Habilitations",
            "Vous n’administrez pas",
        ),
        (["n@v.example", "N", "N", "lune:officer", "oui"], "Habilitations", "n’existe pas"),
        (["n@v.example", "N", "N", "voirie:maire", "oui"], "Habilitations", "pas reconnu"),
        (["n@v.example", "N", "N", "voirie", "oui"], "Habilitations", "lisible"),
        (["n@v.example", "N", "N", "", "non"], "Compte ouvert", "nouveau"),
        (["n@v.example", "", "N", "", "oui"], "Prénom", "Remplissez"),
        (["pas une adresse", "N", "N", "", "oui"], "Adresse e-mail", "s’écrit comme"),
        (["a" * 150 + "@v.example", "N", "N", "", "oui"], "Adresse e-mail", "valide|150"),
        (["chef@ville.example", "N", "N", "", "oui"], "Adresse e-mail", "que vous ne gérez pas"),
        (["parti@ville.example", "C", "M", "voirie:officer", "non"], "Habilitations", "fermé"),
    ],
)
def test_nobody_oversteps_their_rights(administrator, row, column, words) -> None:
    make_agent(email="parti@ville.example", is_active=False)
    before = set(Membership.objects.values_list("agent", "service", "role"))
    told = faults(checked(AGENTS, administrator, [HEAD, row]))
    assert [(number, where) for number, where, _ in told] == [(2, column)]
    assert any(word in told[0][2] for word in words.split("|")), told
    assert set(Membership.objects.values_list("agent", "service", "role")) == before


def test_a_superuser_too_leaves_their_own_rights_alone(superuser: User, voirie: Service) -> None:
    table = [HEAD, ["chef@ville.example", "Camille", "Morel", "voirie:officer", "oui"]]
    assert "vos propres" in faults(checked(AGENTS, superuser, table))[0][2]


def test_one_s_own_name_may_change(administrator: User) -> None:
    table = [HEAD[:3], ["adm@ville.example", "Camille", "Adam-Morel"]]
    imported(AGENTS, administrator, table)
    administrator.refresh_from_db()
    assert administrator.last_name == "Adam-Morel"


def test_an_administrator_who_lost_the_right_meanwhile_writes_nothing(
    administrator: User, superuser: User, voirie: Service
) -> None:
    owner = checked(AGENTS, administrator, [HEAD, ["n@v.example", "N", "N", "voirie:officer", ""]])
    workflow.confirm(owner=owner, agent=administrator)
    revoke(agent=administrator, service=voirie, role=Role.ADMINISTRATOR, by=superuser)
    processing.write(str(owner.pk))

    assert Import.objects.get().state == State.OUTDATED
    assert not User.objects.filter(email="n@v.example").exists()
