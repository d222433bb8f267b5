"""One page of each kind that editors write, for the walk of every page."""

from datetime import date, time, timedelta
from io import BytesIO
from typing import Any, cast

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image

from home import models
from home.models import ContentPage, SiteSettings
from portal.media.models import PortalDocument, PortalImage
from tests.home.builders import publish
from tests.journeys.town import Town


def site_pages(town: Town) -> list[str]:
    """Their addresses: a text with every block, a theme, places, news, events, documents."""
    service, day = town.roads, timezone.localdate() + timedelta(days=3)
    common = {"service": service, "summary": "Ce que cette page apporte, en une phrase."}
    places = publish(models.PlacesPage(title="Lieux", **common))
    place = models.PlacePage(title="Piscine", position="50.29, 2.77", access="Bus 2.", **common)
    publish(place, below=places)
    news = publish(models.NewsIndexPage(title="Actualités", **common))
    piece = publish(models.NewsPage(title="Travaux", published_on=date(2026, 1, 1)), below=news)
    agenda = publish(models.EventsPage(title="Agenda", **common))
    event = models.EventPage(title="Fête", first_day=day, first_time=time(14), price="Gratuit")
    event.place, event.cancelled = place, True
    publish(event, below=agenda)
    theme = publish(models.ThemePage(title="Rues", theme=town.pothole.theme, **common))
    written = publish(_text(town, place), below=theme)
    documents = models.PublicationsPage(title="Publications", **common)
    documents.publications.add(models.Publication(document=_document()))
    publish(documents)
    publish(models.ServicePage(title="Voirie", **common))
    contact = publish(models.ContactPage(title="Nous contacter", **common))
    _menus(town, theme, written)
    shown = [places, place, news, piece, agenda, event, theme, written, documents, contact]
    return [each.relative_url(town.organisation.site) for each in shown]


def _text(town: Town, place: models.PlacePage) -> ContentPage:
    """Every block, once."""
    table = {
        "columns": [{"type": "text", "heading": each} for each in ("Public", "Prix pour un an")],
        "rows": [{"values": ["Adulte", "12 euros"]}],
        "caption": "Prix de la carte",
    }
    page: Any = ContentPage(title="Un texte", service=town.roads, summary="Tous les blocs.")
    page.body = [
        ("heading", "Une partie"),
        ("text", "<p>Du texte, <b>appuyé</b>.</p><ul><li>une chose</li></ul>"),
        *(("notice", {"tone": tone, "text": "À savoir."}) for tone in ("info", "good", "warn")),
        ("picture", {"image": _picture(), "alt_text": "La place", "decorative": False}),
        ("procedures", {"title": "En ligne", "procedures": [town.pothole]}),
        ("contact", {"service": town.roads}),
        ("question", {"question": "Quand ?", "answer": "<p>Le matin.</p>"}),
        ("table", table),
        ("document", _document()),
        ("place", place),
    ]
    return cast(ContentPage, page)


def _menus(town: Town, theme: models.ThemePage, page: ContentPage) -> None:
    links = [{"label": "", "page": each, "address": ""} for each in (theme, page)]
    SiteSettings.objects.create(
        site=town.organisation.site,
        menu=[("link", each) for each in links],
        footer=[("column", {"title": "S’informer", "links": links})],
        social=[("network", {"label": "Mastodon", "address": "https://social.example/"})],
    )


def _document() -> PortalDocument:
    document = PortalDocument(title="Règlement", file_size=12_000)
    document.file.save("reglement.pdf", ContentFile(b"x"), save=False)
    document.save()
    return document


def _picture() -> PortalImage:
    content = BytesIO()
    Image.new("RGB", (80, 60), "teal").save(content, "PNG")
    return PortalImage.objects.create(title="Place", file=ImageFile(content, name="place.png"))
