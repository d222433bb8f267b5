"""An organisation, a theme and procedures to try things on."""

from typing import Any

from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Organisation, Service
from portal.procedures import exchange
from portal.procedures.models import Procedure, Theme
from portal.procedures.schema import Field, FormSchema

IDENTITY: dict[str, Any] = {
    "key": "identite",
    "type": "identity",
    "label": "Identité",
    "required": True,
}
FORM: dict[str, Any] = {
    "steps": [
        {
            "key": "lieu",
            "title": "Où est-ce ?",
            "fields": [
                {"key": "rue", "type": "text", "label": "Rue", "required": True},
                {
                    "key": "danger",
                    "type": "yes_no",
                    "label": "Est-ce dangereux ?",
                    "required": True,
                },
                {
                    "key": "pourquoi",
                    "type": "long_text",
                    "label": "Pourquoi ?",
                    "required": True,
                    "show_if": {
                        "match": "all",
                        "tests": [{"field": "danger", "op": "is", "value": "oui"}],
                    },
                },
                {"key": "photos", "type": "files", "label": "Photos"},
            ],
        },
        {"key": "vous", "title": "Qui êtes-vous ?", "fields": [IDENTITY]},
    ]
}


def asked(form: FormSchema, key: str) -> Field:
    """The field of that key, which the form does have."""
    field = form.field(key)
    assert field is not None
    return field


def a_service(code: str = "voirie", **more: Any) -> Service:
    organisation, _ = Organisation.objects.get_or_create(
        slug="ville",
        defaults={"name": "Ville", "kind": "city", "address": "1 place", "email": "v@v.fr"},
    )
    defaults = {"organisation": organisation, "name": code.title()}
    return Service.objects.create(code=code, **defaults | more)


def a_theme(slug: str = "rue", name: str = "Rue et déchets") -> Theme:
    return Theme.objects.get_or_create(slug=slug, defaults={"name": name, "sector": "roads"})[0]


def described(code: str = "nid-de-poule", **more: Any) -> dict[str, Any]:
    """One procedure as in a referential's file; its theme and service must exist."""
    return {
        "code": code,
        "title": "Signaler un nid-de-poule",
        "theme": "rue",
        "summary": "Un trou dans la chaussée",
        "words": "trou\nroute abîmée",
        "service": "voirie",
        "silence": "reject",
        "legal_basis": "CRPA, article L231-4",
        "appeal_route": "Recours gracieux, puis tribunal administratif dans les deux mois.",
        "form": FORM,
        "live": True,
    } | more


def a_procedure(code: str = "nid-de-poule", **more: Any) -> Procedure:
    """A published procedure, loaded as an administrator would."""
    a_theme()
    if not Service.objects.filter(code="voirie").exists():
        a_service()
    exchange.load({"procedures": [described(code, **more)]})
    return Procedure.objects.get(code=code)


def an_agent(service: Service | None = None, role: str = "", **more: Any) -> User:
    """An agent, with a role in a service if one is given."""
    email = more.pop("email", f"{role or 'agent'}-{User.objects.count()}@ville.fr")
    agent = User.objects.create_agent(email, "Un mot de passe long", **more)
    if service is not None:
        chief = User.objects.filter(is_superuser=True).first()
        chief = chief or User.objects.create_agent("chef@ville.fr", is_superuser=True)
        grant(agent=agent, service=service, role=role, by=chief)
    return User.objects.get(pk=agent.pk)
