"""What helps whoever found nothing: themes, somebody to call, the procedure for everything else."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone

from home.models import HomePage
from portal.directory.closed import Closed, closed_service
from portal.directory.contact import ContactDetails
from portal.directory.hours import OpeningStatus
from portal.directory.models import Organisation, Service
from portal.procedures.models import Procedure, Theme


@dataclass(frozen=True)
class Help:
    """Never a dead end: each part may be missing, not all."""

    themes: list[Theme]
    catch_all: Procedure | None
    catch_all_url: str
    reception: Service | None
    contact: ContactDetails | None
    status: OpeningStatus | None
    closed: Closed | None

    @property
    def hours(self) -> str:
        return self.status.sentence if self.status else ""

    @property
    def tone(self) -> str:
        return "good" if self.status and self.status.is_open else "off"


def help_for(organisation: Organisation | None, typed: str) -> Help:
    """A fixed number of queries."""
    procedures = Procedure.objects.live().for_site_of(organisation)
    catch_all = Procedure.objects.live().filter(catch_all=True).first()
    reception = _reception(organisation)
    words = f"?{urlencode({'mots': typed})}" if typed else ""
    return Help(
        themes=list(Theme.objects.filter(pk__in=procedures.order_by().values("theme"))),
        catch_all=catch_all,
        catch_all_url=catch_all.get_absolute_url() + words if catch_all else "",
        reception=reception,
        contact=reception.contact if reception else None,
        status=reception.schedule().status_if_told(timezone.now()) if reception else None,
        closed=closed_service(reception) if reception else None,
    )


def _reception(organisation: Organisation | None) -> Service | None:
    """The service that the site's home page names, in activity."""
    if organisation is None or organisation.site_id is None:
        return None
    home = HomePage.objects.filter(sites_rooted_here=organisation.site_id)
    return Service.objects.active().with_hours().filter(pk__in=home.values("reception")).first()
