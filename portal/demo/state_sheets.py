"""Which of the territory's services and procedures answer where the State's sheets send to."""

from home.state_sheets.models import LocalProcedure, LocalService
from portal.demo.data import read
from portal.directory.models import Service
from portal.procedures.models import Procedure


def link() -> None:
    """The sheets themselves aren't ours to hold: `make demo FICHES="a.zip b.zip"` brings them."""
    rows = read("state_sheets")
    services = {service.code: service for service in Service.objects.all()}
    procedures = {each.code: each for each in Procedure.objects.all()}
    LocalService.objects.bulk_create(
        LocalService(kind=kind, service=services[code]) for kind, code in rows["services"].items()
    )
    LocalProcedure.objects.bulk_create(
        LocalProcedure(code=sheet, procedure=procedures[code])
        for sheet, codes in rows["procedures"].items()
        for code in codes
        if code in procedures  # the referential may be loaded in part
    )
