"""Organisations, their tree of services, hours, communes, and who works where with which role."""

from portal.directory.models.absences import Absence
from portal.directory.models.communes import Commune
from portal.directory.models.departures import Departure
from portal.directory.models.memberships import Membership
from portal.directory.models.opening import Closure, OpeningHours
from portal.directory.models.organisations import Organisation
from portal.directory.models.reaching import ChannelTerms, UsualWait
from portal.directory.models.services import Service
from portal.directory.models.zones import Zone
from portal.directory.roles import Role

__all__ = [
    "Absence",
    "ChannelTerms",
    "Closure",
    "Commune",
    "Departure",
    "Membership",
    "OpeningHours",
    "Organisation",
    "Role",
    "Service",
    "UsualWait",
    "Zone",
]
