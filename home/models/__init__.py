"""The public pages: one type a subject, all on one base."""

from home.models.base import PublicPage, WrittenPage
from home.models.contact import ContactPage
from home.models.content import ContentPage, ThemePage
from home.models.events import EventPage, EventsPage
from home.models.home_page import AskedProcedure, HomePage
from home.models.news import NewsIndexPage, NewsPage
from home.models.places import PlacePage, PlacesPage
from home.models.publications import Publication, PublicationsPage
from home.models.service_page import ServicePage
from home.models.settings import Conformity, SiteSettings

__all__ = [
    "AskedProcedure",
    "Conformity",
    "ContactPage",
    "ContentPage",
    "EventPage",
    "EventsPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "PlacePage",
    "PlacesPage",
    "PublicPage",
    "Publication",
    "PublicationsPage",
    "ServicePage",
    "SiteSettings",
    "ThemePage",
    "WrittenPage",
]
