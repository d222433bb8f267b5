"""How to visit the demonstration: addresses, accounts, something to track."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.access import public
from portal.demandes.references import display_code
from portal.demo import imported, invoices, loading, pages
from portal.demo.data import read
from portal.demo.staff import PASSWORD, teams
from portal.directory.models import Role, Service
from portal.messaging.views import demo_only


@public
@demo_only
def guide(request: HttpRequest) -> HttpResponse:
    """Everything a visitor needs; it exists in the demonstration only."""
    demande = loading.shown()
    context = {
        "sites": pages.addresses(),
        "agents": agents(),
        "colleagues": len(teams()),
        "password": PASSWORD,
        "reference": demande.reference if demande else "",
        "code": display_code(demande.tracking_code) if demande else "",
        "invoice": invoices.told(),
        "letter": invoices.typed_for(imported.shown()),
    }
    return render(request, "demo/guide.html", context)


def agents() -> list[dict[str, str]]:
    """Who can sign in, as what, and what is worth seeing with their eyes."""
    services = dict(Service.objects.values_list("code", "name"))
    return [
        {
            "name": f"{row['first_name']} {row['last_name']}",
            "job": row["job_title"],
            "email": row["email"],
            "look": row["look"],
            "roles": _roles(row["roles"], services),
        }
        for row in read("agents")
    ]


def _roles(held: list[dict[str, str]], services: dict[str, str]) -> str:
    """Each role with the places where it is held."""
    places: dict[str, list[str]] = {}
    for row in held:
        name = services.get(row["service"], row["service"])
        places.setdefault(Role(row["role"]).label, []).append(name)
    return "\u00a0; ".join(f"{role} ({', '.join(names)})" for role, names in places.items())
