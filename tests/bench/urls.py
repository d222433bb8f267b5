"""Every address of the site, and the bare view that the others are compared with."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from portal.accounts.access import public
from portal.demandes.models import Demande
from portal.urls import urlpatterns as site

ROWS = 20
PAGE = """<!doctype html>
<html lang="fr"><title>Nu</title><table>
{% for row in rows %}<tr>
<td>{{ row.reference }}</td><td>{{ row.subject }}</td>
<td>{{ row.get_state_display }}</td><td>{{ row.due_on|date:"Y-m-d" }}</td>
</tr>{% endfor %}
</table></html>"""
template = engines["django"].from_string(PAGE)


@public
def bare(_request: HttpRequest, service: int) -> HttpResponse:
    """What one writes first: one keyset query, twenty objects, a plain table; nobody signed in."""
    rows = Demande.objects.open().filter(service=service, due_on__gte="2000-01-01").by_due_date()
    return HttpResponse(template.render({"rows": rows[:ROWS]}))


urlpatterns = [path("nu/<int:service>/", bare), *site]
