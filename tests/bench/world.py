"""A département's worth of services, agents and procedures for the scaled demandes to belong to."""

from dataclasses import dataclass
from typing import Any

from wagtail.models import Site

from home.models import AskedProcedure, ContentPage, HomePage
from portal.accounts.models import User
from portal.directory.models import Commune, OpeningHours, Organisation, Service
from portal.directory.roles import Role
from portal.procedures.models import FormVersion, Procedure, Silence
from tests import builders

SERVICES = [
    "Voirie", "Propreté", "État civil", "Écoles", "Urbanisme", "Logement", "Action sociale",
    "Autonomie", "Petite enfance", "Sports", "Associations", "Espaces verts",
]  # fmt: skip
COMMUNES = {
    "62041": "Arras", "62498": "Lens", "62178": "Bruay-la-Buissière", "62510": "Liévin",
    "62119": "Béthune", "62427": "Hénin-Beaumont", "62193": "Calais", "62160": "Boulogne-sur-Mer",
}  # fmt: skip
PER_SERVICE = 2  # procedures
OFFICERS = 3  # in each service
STEPS: list[dict[str, Any]] = [
    {
        "key": "lieu",
        "title": "Le lieu",
        "fields": [
            {"key": "commune", "type": "commune", "label": "Commune", "required": True},
            {"key": "adresse", "type": "text", "label": "Rue et numéro", "required": True},
        ],
    },
    {
        "key": "quoi",
        "title": "Votre demande",
        "fields": [
            {"key": "danger", "type": "yes_no", "label": "Est-ce dangereux ?", "required": True},
            {
                "key": "details",
                "type": "long_text",
                "label": "Que se passe-t-il ?",
                "required": True,
                "show_if": {
                    "match": "all",
                    "tests": [{"field": "danger", "op": "is", "value": "oui"}],
                },
            },
        ],
    },
    {
        "key": "vous",
        "title": "Vous",
        "fields": [{"key": "identite", "type": "identity", "label": "Identité", "required": True}],
    },
]


@dataclass(frozen=True)
class World:
    """What a demande points to. `head` covers every service; the officers have one each."""

    head: User
    officers: dict[int, list[User]]  # by service
    offers: list[tuple[Procedure, FormVersion]]
    communes: list[Commune]


def build() -> World:
    """The world, and a home page that puts some of its procedures forward."""
    organisation = builders.make_organisation(
        "Ville d’Arlencourt", site=Site.objects.get(is_default_site=True)
    )
    direction = builders.make_service("Direction générale", organisation=organisation)
    services = [_service(name, organisation, direction) for name in SERVICES]
    offers = [_offer(service, number) for service in services for number in range(PER_SERVICE)]
    _home(organisation, services[0], [procedure for procedure, _version in offers[:6]])
    return World(
        head=builders.make_member(direction, Role.HEAD, email="responsable@ville.example"),
        officers={
            service.pk: [
                builders.make_member(service, Role.OFFICER, password=None) for _ in range(OFFICERS)
            ]
            for service in services
        },
        offers=offers,
        communes=[builders.make_commune(insee, name) for insee, name in COMMUNES.items()],
    )


def _service(name: str, organisation: Organisation, parent: Service) -> Service:
    service = builders.make_service(name, organisation=organisation, parent=parent)
    OpeningHours.objects.bulk_create(
        OpeningHours(service=service, weekday=day, opens=opens, closes=closes)
        for day in range(5)
        for opens, closes in (("09:00", "12:00"), ("13:30", "17:00"))
    )
    return service


def _offer(service: Service, number: int) -> tuple[Procedure, FormVersion]:
    procedure = builders.make_procedure(
        {"steps": STEPS},
        title=f"{service.name} : demande {number + 1}",
        service=service,
        silence=Silence.REJECT if number else Silence.NONE,
        legal_basis="Code des relations entre le public et l’administration, article L231-4",
        appeal_route="Recours gracieux, puis tribunal administratif de Lille, dans les deux mois.",
    )
    Procedure.objects.filter(pk=procedure.pk).update(live=True)
    return procedure, procedure.publications.get().version


def _home(organisation: Organisation, reception: Service, asked: list[Procedure]) -> None:
    page = HomePage.objects.get(pk=organisation.site.root_page_id)  # type: ignore[union-attr]  # just given
    page.reception = reception
    page.save()
    text = [("text", "<p>Ce qui se trie, et ce qui se jette.</p>" * 20)]
    page.add_child(instance=ContentPage(title="Trier", slug="trier", body=text, service=reception))
    AskedProcedure.objects.bulk_create(
        AskedProcedure(page=page, procedure=procedure, word=procedure.title[:30], sort_order=order)
        for order, procedure in enumerate(asked)
    )
