"""Services in a spreadsheet: their columns, what is refused, how they are written."""

from collections.abc import Iterator, Sequence

from wagtail.log_actions import log

from portal.directory import tree
from portal.directory.coverage import coverage_of
from portal.directory.models import Commune, OpeningHours, Organisation, Service
from portal.directory.roles import Role
from portal.directory.sheet_cells import Code, Insee, Week
from portal.spreadsheets.kinds import Phone, Several
from portal.spreadsheets.subjects import Book, Column, Row, Subject, columns_of

PHONE = Phone.of(Service, "phone")
ORGANISATION = Column(
    "organisation",
    "Collectivité",
    Code(),
    "Son identifiant. Elle ne change pas une fois le service créé.",
    required=True,
)
PARENT = Column(
    "parent",
    "Service de rattachement",
    Code(),
    "Peut être une autre ligne du fichier. Vide : le service est en haut de l’organigramme.",
)
HOURS = Column("hours", "Horaires", Week(), "Vide : les horaires du service de rattachement.")
COMMUNES = Column("communes", "Territoire", Several(Insee()), "Les communes servies.")
PLAIN = ("name", "summary", "phone", "phone_price", "email", "address", "web", "active")
COLUMNS = (
    Column.of(Service, "code"),
    ORGANISATION,
    PARENT,
    *columns_of(Service, ("name", "summary")),
    Column.of(Service, "phone", kind=PHONE),
    *columns_of(Service, ("phone_price", "email", "address", "web")),
    HOURS,
    COMMUNES,
    Column.of(Service, "active"),
)
CYCLE = "Un service ne peut pas dépendre de lui-même."
TOO_DEEP = f"L’organigramme a {tree.MAX_DEPTH} niveaux au plus."
BY_NAME = {column.name: column for column in COLUMNS}


class ServiceBook(Book):
    """The services that the agent administers. Moving one keeps it under what they administer."""

    def read(self) -> dict[str, dict[str, str]]:
        known = Service.objects.order_by("organisation__slug", "code")
        if self.lock:  # as `Service.save` does: a tree changes under its organisation's lock
            list(Organisation.objects.select_for_update().order_by("pk").values_list("pk"))
        mine = coverage_of(self.agent).services(Role.ADMINISTRATOR)
        rows = known.select_related("organisation", "parent").prefetch_related(
            "opening_hours", "communes"
        )
        self.known = {service.code: service for service in self.locked(rows)}
        self.mine = {code for code, service in self.known.items() if service.pk in mine}
        self.organisations = {each.slug: each for each in Organisation.objects.all()}
        self.communes = set(Commune.objects.values_list("insee", flat=True))
        return {code: _cells(self.known[code]) for code in self.known if code in self.mine}

    def examine(self, rows: Sequence[Row], named: frozenset[str]) -> None:
        self.created = {row.key for row in rows if row.new and row.key not in self.known}
        for row in rows:
            if row.new and row.key in self.known:
                row.refuse(
                    BY_NAME["code"], "Ce code est celui d’un service que vous n’administrez pas."
                )
            else:
                self._examine_organisation(row)
                self._examine_parent(row, named)
                self._examine_communes(row)
        self._examine_tree(rows)

    def _examine_organisation(self, row: Row) -> None:
        if not row.new and "organisation" in row.changed:
            row.refuse(
                ORGANISATION, "Un service ne change pas de collectivité : remettez la sienne."
            )
        elif row.cells["organisation"] not in self.organisations:
            row.refuse(
                ORGANISATION, f"La collectivité « {row.cells['organisation']} » n’existe pas."
            )

    def _examine_parent(self, row: Row, named: frozenset[str]) -> None:
        if "parent" not in row.changed and not row.new:
            return
        parent = row.cells["parent"]
        if not parent:
            if not self.agent.is_superuser:
                row.refuse(PARENT, "Indiquez le service dont celui-ci dépend.")
        elif parent not in self.known and parent not in named:
            row.refuse(PARENT, f"Le service « {parent} » n’existe pas : ajoutez sa ligne.")
        elif parent in self.known and parent not in self.mine:
            row.refuse(
                PARENT, f"Vous n’administrez pas le service « {parent} » : choisissez-en un autre."
            )

    def _examine_communes(self, row: Row) -> None:
        if "communes" not in row.changed:
            return
        unknown = [code for code in COMMUNES.value(row.cells) if code not in self.communes]
        if unknown:
            row.refuse(COMMUNES, f"Commune inconnue ici : {', '.join(unknown[:10])}.")

    def _examine_tree(self, rows: Sequence[Row]) -> None:
        """The whole tree as the file would leave it: no cycle, four levels, one organisation."""
        placed = {code: _place(service) for code, service in self.known.items()}
        placed |= {row.key: (row.cells["organisation"], row.cells["parent"]) for row in rows}
        moved = {row.key: row for row in rows if row.new or "parent" in row.changed}
        for code in placed:
            line = list(_line(code, placed))
            blamed = next((moved[each] for each in line if each in moved), None)
            if blamed is None or blamed.faults:
                continue
            if len(line) > tree.MAX_DEPTH:
                cycle = len(set(line)) < len(line)
                blamed.refuse(PARENT, CYCLE if cycle else TOO_DEEP)
            elif len({placed[each][0] for each in line}) > 1:
                blamed.refuse(
                    PARENT, "Le service de rattachement doit être de la même collectivité."
                )

    def write(self, rows: Sequence[Row]) -> None:
        """Parents first, so that each finds its place."""
        placed = {code: _place(service) for code, service in self.known.items()}
        placed |= {row.key: (row.cells["organisation"], row.cells["parent"]) for row in rows}
        for row in sorted(rows, key=lambda row: (len(list(_line(row.key, placed))), row.number)):
            self._write(row)
        self._write_hours([row for row in rows if "hours" in row.changed])
        self._write_communes([row for row in rows if "communes" in row.changed])

    def _write(self, row: Row) -> None:
        service = Service(code=row.key) if row.new else self.known[row.key]
        for name in row.changed:
            if name in PLAIN:
                setattr(service, name, BY_NAME[name].value(row.cells))
        if row.new:
            service.organisation = self.organisations[row.cells["organisation"]]
        if "parent" in row.changed:
            service.parent = self.known.get(row.cells["parent"])
        service.save()
        self.known[row.key] = service
        log(service, "wagtail.create" if row.new else "wagtail.edit", user=self.agent)

    def _write_hours(self, rows: Sequence[Row]) -> None:
        """All rows at once: the transaction is short that way."""
        changed = [self.known[row.key] for row in rows if not row.new]
        OpeningHours.objects.filter(service__in=changed).delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(service=self.known[row.key], weekday=day, opens=opens, closes=closes)
            for row in rows
            for day, opens, closes in HOURS.value(row.cells)
        )

    def _write_communes(self, rows: Sequence[Row]) -> None:
        served = Service.communes.through
        changed = [self.known[row.key].pk for row in rows if not row.new]
        served.objects.filter(service_id__in=changed).delete()
        served.objects.bulk_create(
            served(service_id=self.known[row.key].pk, commune_id=code)
            for row in rows
            for code in COMMUNES.value(row.cells)
        )


def _place(service: Service) -> tuple[str, str]:
    return service.organisation.slug, service.parent.code if service.parent else ""


def _line(code: str, placed: dict[str, tuple[str, str]]) -> Iterator[str]:
    """The codes from this one up, one more than a tree may have when there is no end."""
    for _ in range(tree.MAX_DEPTH + 1):
        yield code
        if (code := placed.get(code, ("", ""))[1]) not in placed:
            return


def _cells(service: Service) -> dict[str, str]:
    organisation, parent = _place(service)
    hours = [(row.weekday, row.opens, row.closes) for row in service.opening_hours.all()]
    communes = sorted(commune.insee for commune in service.communes.all())
    told = {
        "code": service.code,
        "organisation": organisation,
        "parent": parent,
        "hours": hours,
        "communes": communes,
    } | {name: getattr(service, name) for name in PLAIN}
    return {column.name: column.shown(told[column.name]) for column in COLUMNS}


SERVICES = Subject(
    slug="services",
    title="Services",
    columns=COLUMNS,
    book=ServiceBook,
    icon="group",
    notes=("Un service ne se supprime pas : écrivez « non » sous « En activité ».",),
)
