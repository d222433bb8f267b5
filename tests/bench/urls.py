"""Every address of the site, and the bare view that the others are compared with."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from portal.accounts.access import public
from portal.demandes.models import Demande
from portal.urls import urlpatterns as site

ROWS = 20
PAGE = """<!doctype html><html lang="fr"><title>Nu</title><table>
{% for row in rows %}<tr><td>{{ row.reference }}<td>{{ row.subject }}<td>{{ row.due }}</tr>
{% endfor %}</table></html>"""
template = engines["django"].from_string(PAGE)


@public
def bare(_request: HttpRequest, service: int) -> HttpResponse:
    """One keyset query, twenty rows, the shortest page: what this machine can do at best."""
    waiting = Demande.objects.open().filter(service=service, due_on__gte=date(2000, 1, 1))
    rows = [
        {"reference": reference, "subject": subject, "due": due_on.isoformat()}
        for reference, subject, due_on in waiting.by_due_date().values_list(
            "reference", "subject", "due_on"
        )[:ROWS]
    ]
    return HttpResponse(template.render({"rows": rows}))


urlpatterns = [path("nu/<int:service>/", bare), *site]
