"""Procedures in a spreadsheet: what a cell can hold of them. An import only writes drafts.

Form, documents, rules, rich text and publication stay with the admin and `exchange`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from wagtail.models import Revision

from portal.accounts.models import Kind, User
from portal.directory.channels import Channel, Terms
from portal.directory.coverage import coverage_of
from portal.directory.models import Service
from portal.directory.roles import Role
from portal.directory.sheet_cells import Code
from portal.procedures.models import Offer, Procedure, Sector, Theme
from portal.spreadsheets.kinds import Choice, Email, OfField, Several
from portal.spreadsheets.subjects import Book, Column, Row, Subject, columns_of

TOLD = ("title", "summary", "audience", "cost", "emergency", "words", "shared")
RULED = (
    "acknowledge_days", "answer_delay", "answer_unit", "silence", "silence_months", "legal_basis",
    "appeal_route", "confidential", "retention_months", "archive_months", "script",
)  # fmt: skip
PLAIN = TOLD + RULED
THEME = Column(
    "theme", "Thème", OfField.of(Theme, "name"), "Son nom, comme dans le catalogue.",
    required=True,
)  # fmt: skip
SECTOR = Column(
    "sector", "Secteur", Choice(Sector.choices), "Celui du thème ; laissez vide si vous l’ignorez."
)
SERVICE = Column(
    "service", "Service responsable", Code(), "Dans les services que vous administrez.",
    required=True,
)  # fmt: skip
BACKUP = Column("backup_officer", "Agent suppléant", Email.of(User, "email"), "Son adresse e-mail.")
CHANNELS = Column(
    "channels", "Autres canaux", Several(Choice(Channel.choices)), "En plus du formulaire."
)
COLUMNS = (
    Column.of(Procedure, "code"),
    Column.of(Procedure, "title"),
    THEME,
    SECTOR,
    SERVICE,
    BACKUP,
    *columns_of(Procedure, TOLD[1:]),
    CHANNELS,
    *columns_of(Procedure, RULED),
)
BY_NAME = {column.name: column for column in COLUMNS}


class ProcedureBook(Book):
    """The procedures of the services that the agent administers, as their latest drafts have them.

    A new row makes a draft; a change to a published one, a revision that somebody publishes.
    """

    def read(self) -> dict[str, dict[str, str]]:
        self.services = {service.pk: service for service in Service.objects.all()}
        self.codes = {service.code: service for service in self.services.values()}
        self.mine = coverage_of(self.agent).services(Role.ADMINISTRATOR)
        self.themes = {theme.pk: theme for theme in Theme.objects.all()}
        self.named = {theme.name: theme for theme in self.themes.values()}
        agents = User.objects.filter(kind=Kind.AGENT).only("email", "is_active")
        self.agents = {agent.pk: agent for agent in agents}
        self.addresses = {a.email.lower(): a for a in self.agents.values() if a.is_active}
        self.taken = set(Procedure.objects.values_list("code", flat=True))
        within = Procedure.objects.filter(Q(service__in=self.mine) | Q(service=None))
        rows = self.locked(within.order_by("code")).select_related("latest_revision")
        self.known = {each.code: each for each in rows.prefetch_related("offers")}
        return {code: self._cells(each) for code, each in self.known.items()}

    def _cells(self, procedure: Procedure) -> dict[str, str]:
        held = _held(procedure)
        theme = self.themes[held["theme"]]
        service, officer = (
            self.services.get(held["service"]),
            self.agents.get(held["backup_officer"]),
        )
        told = {name: held[name] for name in PLAIN} | {
            "code": procedure.code,
            "theme": theme.name,
            "sector": theme.sector,
            "service": service.code if service else "",
            "backup_officer": officer.email if officer else "",
            "channels": [
                offer["channel"] for offer in held["offers"] if offer.get("terms") != Terms.REFUSED
            ],
        }
        return {column.name: column.shown(told[column.name]) for column in COLUMNS}

    def examine(self, rows: Sequence[Row], named: frozenset[str]) -> None:
        for row in rows:
            if row.new and row.key in self.taken:
                row.refuse(
                    BY_NAME["code"], "Ce code est celui d’une démarche que vous n’administrez pas."
                )
                continue
            self._examine_theme(row)
            self._examine_service(row)
            officer = row.cells["backup_officer"]
            if officer and "backup_officer" in row.changed and officer not in self.addresses:
                row.refuse(BACKUP, "Aucun agent en activité n’a cette adresse.")

    def _examine_theme(self, row: Row) -> None:
        theme = self.named.get(row.cells["theme"])
        if theme is None:
            row.refuse(THEME, f"Le thème « {row.cells['theme']} » n’existe pas : créez-le d’abord.")
            return
        sector = SECTOR.shown(theme.sector)
        if row.cells["sector"] not in {"", sector}:
            row.refuse(SECTOR, f"Le thème « {theme} » est du secteur « {sector} ».")
        row.cells["sector"] = sector

    def _examine_service(self, row: Row) -> None:
        code = row.cells["service"]
        if "service" not in row.changed:
            return
        service = self.codes.get(code)
        if service is None:
            row.refuse(SERVICE, f"Le service « {code} » n’existe pas : créez-le d’abord.")
        elif service.pk not in self.mine:
            row.refuse(SERVICE, f"Vous n’administrez pas le service « {code} ».")
        elif not service.active:
            row.refuse(SERVICE, f"Le service « {code} » n’est plus en activité.")

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._write(row)

    def _write(self, row: Row) -> None:
        draft = (
            Procedure(code=row.key, live=False)
            if row.new
            else self.known[row.key].get_latest_revision_as_object()
        )
        for name in row.changed:
            if name in PLAIN:
                setattr(draft, name, BY_NAME[name].value(row.cells))
        if "theme" in row.changed:
            draft.theme = self.named[row.cells["theme"]]
        if "service" in row.changed:
            draft.service = self.codes[row.cells["service"]]
        if "backup_officer" in row.changed:
            draft.backup_officer = self.addresses.get(row.cells["backup_officer"])
        if "channels" in row.changed:
            _offer(draft, CHANNELS.value(row.cells))
        if not draft.live:
            draft.save()
        log_action = "wagtail.create" if row.new else "wagtail.edit"
        draft.save_revision(user=self.agent, clean=False, log_action=log_action)


def _held(procedure: Procedure) -> Mapping[str, Any]:
    """What its latest draft holds, which is the row itself when nothing was changed since."""
    revision: Revision | None = procedure.latest_revision
    if procedure.has_unpublished_changes and revision:
        content: dict[str, Any] = revision.content
        return content
    names = {name: getattr(procedure, name) for name in PLAIN}
    return names | {
        "theme": procedure.theme_id,
        "service": procedure.service_id,
        "backup_officer": procedure.backup_officer_id,
        "offers": [
            {"channel": offer.channel, "terms": offer.terms} for offer in procedure.offers.all()
        ],
    }


def _offer(draft: Procedure, channels: Sequence[str]) -> None:
    """These channels in this order; what was said of one that stays, stays, and so do refusals."""
    known = {offer.channel: offer for offer in draft.offers.all()}
    refused = [offer for offer in known.values() if offer.terms == Terms.REFUSED]
    offered = [
        known.get(channel) or Offer(procedure=draft, channel=channel) for channel in channels
    ]
    for offer in offered:
        offer.terms = Terms.OFFERED if offer in refused else offer.terms
    draft.offers = [*offered, *(offer for offer in refused if offer.channel not in channels)]
    for order, offer in enumerate(draft.offers.all()):
        offer.sort_order = order


PROCEDURES = Subject(
    slug="demarches",
    title="Démarches",
    columns=COLUMNS,
    book=ProcedureBook,
    icon="form",
    notes=(
        "Rien n’est publié : une ligne nouvelle fait un brouillon, une démarche en ligne reçoit "
        "une version à publier.",
        "Le formulaire, les documents demandés et les règles d’aiguillage ne sont pas dans le "
        "tableau : ils restent comme ils sont.",
    ),
)
