"""Agents in a spreadsheet: accounts, and the roles that they hold."""

from collections import defaultdict
from collections.abc import Sequence

from wagtail.log_actions import log

from portal.accounts.models import Kind, User
from portal.accounts.tasks import invite_all
from portal.directory.agents_policy import may_manage
from portal.directory.coverage import coverage_of
from portal.directory.membership import grant, revoke
from portal.directory.models import Membership, Service
from portal.directory.roles import Role
from portal.directory.sheet_cells import Held
from portal.spreadsheets.kinds import Email, OfField, Several, YesNo
from portal.spreadsheets.subjects import Book, Column, Row, Subject

PLAIN = ("first_name", "last_name", "job_title", "is_active")
LONGEST_NAME = 150  # of a user name, which the address is too
ROLES = Column(
    "roles", "Habilitations", Several(Held()), "Vide : aucune. Seulement dans vos services."
)


COLUMNS = (
    Column(
        "email",
        "Adresse e-mail",
        Email.of(User, "email"),
        "Ne change pas ici : une autre adresse est celle d’un autre compte.",
        required=True,
    ),
    Column("first_name", "Prénom", OfField.of(User, "first_name"), required=True),
    Column("last_name", "Nom", OfField.of(User, "last_name"), required=True),
    Column.of(User, "job_title"),
    ROLES,
    Column(
        "is_active",
        "Compte ouvert",
        YesNo(),
        "« non » quand la personne est partie.",
        default="oui",
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}


class AgentBook(Book):
    """The accounts that the agent manages. Nobody changes their own rights, nor closes themself."""

    def read(self) -> dict[str, dict[str, str]]:
        agents = User.objects.filter(kind=Kind.AGENT).order_by("last_name", "first_name", "email")
        self.known = {agent.email.lower(): agent for agent in self.locked(agents)}
        services = Service.objects.filter(
            pk__in=coverage_of(self.agent).services(Role.ADMINISTRATOR)
        )
        self.services = {service.code: service for service in services}
        self.taken = set(Service.objects.values_list("code", flat=True))
        self.held = _held()
        return {
            email: self._cells(agent) for email, agent in self.known.items() if self._manages(agent)
        }

    def _manages(self, agent: User) -> bool:
        held = self.held[agent.pk]
        # The rule reads them from the object: one query for all, instead of one each.
        agent.__dict__["roles_held"] = frozenset((each.service_id, each.role) for each in held)
        return may_manage(self.agent, agent)

    def _cells(self, agent: User) -> dict[str, str]:
        roles = sorted((each.service.code, each.role) for each in self.held[agent.pk])
        told = {name: getattr(agent, name) for name in ("email", *PLAIN)} | {"roles": roles}
        return {column.name: column.shown(told[column.name]) for column in COLUMNS}

    def examine(self, rows: Sequence[Row], named: frozenset[str]) -> None:
        for row in rows:
            if row.new and row.key in self.known:
                row.refuse(
                    BY_NAME["email"],
                    "Cette adresse est celle d’un compte que vous ne gérez pas : donnez-lui un "
                    "rôle dans « Annuaire, Habilitations ».",
                )
                continue
            if row.new and len(row.key) > LONGEST_NAME:
                row.refuse(BY_NAME["email"], f"Cette adresse dépasse {LONGEST_NAME} caractères.")
            self._examine_own(row)
            self._examine_roles(row)

    def _examine_own(self, row: Row) -> None:
        if row.key != self.agent.email.lower():
            return
        if "roles" in row.changed:
            row.refuse(
                ROLES, "Vous ne changez pas vos propres habilitations : demandez à quelqu’un."
            )
        if "is_active" in row.changed:
            row.refuse(BY_NAME["is_active"], "Vous ne fermez pas votre propre compte.")

    def _examine_roles(self, row: Row) -> None:
        given, _taken = _moves(row)
        for code in dict.fromkeys(code for code, _role in given):
            if code not in self.taken:
                row.refuse(ROLES, f"Le service « {code} » n’existe pas : créez-le d’abord.")
            elif code not in self.services:
                row.refuse(
                    ROLES, f"Vous n’administrez pas le service « {code} » : retirez ce rôle."
                )
        if not BY_NAME["is_active"].value(row.cells):
            if row.new:
                row.refuse(
                    BY_NAME["is_active"], "Un compte nouveau est ouvert : retirez cette ligne."
                )
            elif given:
                row.refuse(
                    ROLES, "Un compte fermé ne reçoit pas de rôle : retirez ceux qui sont ajoutés."
                )

    def write(self, rows: Sequence[Row]) -> None:
        opened = []
        for row in rows:
            agent = self._save(row)
            given, taken = _moves(row)
            for code, role in given:
                grant(agent=agent, service=self.services[code], role=role, by=self.agent)
            for code, role in taken:
                revoke(agent=agent, service=self.services[code], role=role, by=self.agent)
            log(agent, "wagtail.create" if row.new else "wagtail.edit", user=self.agent)
            if row.new:
                opened.append(agent.pk)
        if opened:
            invite_all.enqueue(opened, self.agent.pk)

    def _save(self, row: Row) -> User:
        agent = self.known.get(row.key) or User(kind=Kind.AGENT, email=row.key)
        for name in row.changed:
            if name in PLAIN:
                setattr(agent, name, BY_NAME[name].value(row.cells))
        if row.new:
            agent.set_unusable_password()
        agent.save()
        return agent


def _moves(row: Row) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The roles given, and those taken back."""
    after = ROLES.value(row.cells)
    before = ROLES.kind.read(row.before.get("roles", ""))
    return [each for each in after if each not in before], [
        each for each in before if each not in after
    ]


def _held() -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    for each in Membership.objects.select_related("service").order_by("pk"):
        found[each.agent_id].append(each)
    return found


AGENTS = Subject(
    slug="agents",
    title="Agents",
    columns=COLUMNS,
    book=AgentBook,
    icon="user",
    notes=(
        "Une adresse nouvelle ouvre un compte : la personne reçoit le lien pour choisir son mot "
        "de passe.",
        "Vous ne changez ni vos propres habilitations, ni celles de services que vous "
        "n’administrez pas.",
    ),
)
