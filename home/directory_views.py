"""The public directory: who does what, how to reach them, and whether they are open now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from home.models import ServicePage
from home.service_details import details, entries_of
from portal.accounts.access import public
from portal.directory.models import Organisation, Service
from portal.directory.sites import organisation_of


@public
def directory(request: HttpRequest) -> HttpResponse:
    """Every organisation with its services, that of this site first."""
    entries = entries_of(request, Service.objects.active().with_hours())
    own = organisation_of(request)
    organisations = sorted(Organisation.objects.all(), key=lambda each: (each != own, each.name))
    listed = [
        (each, [entry for entry in entries if entry.service.organisation_id == each.pk])
        for each in organisations
    ]
    return render(request, "home/directory_list.html", {"organisations": listed})


@public
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service: the editors' text if there is one, contact, hours, closings, services below."""
    found = get_object_or_404(Service.objects.active().with_hours(), code=code)
    page = ServicePage.objects.live().public().filter(service=found).order_by("pk").first()
    context = details(request, found) | {"page": page, "self": page}
    return render(request, "home/directory_service.html", context)
