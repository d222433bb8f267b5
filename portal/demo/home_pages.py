"""The pages of each site, their news and events around the day of loading, their menus."""

from datetime import date, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page, Site

from home import models
from home.models import HomePage, Publication, SiteSettings
from portal.demo.data import read
from portal.directory.models import Organisation, Service
from portal.media.models import PortalDocument
from portal.procedures.models import Procedure, Theme


def write() -> None:
    """Publish the pages below the home page of the sites that have some, then their menus."""
    for slug, content in read("home_pages").items():
        site = Organisation.objects.select_related("site").get(slug=slug).site
        if site is not None:
            Writer(site).write(content)


class Writer:
    """Writes the pages of one site; what is linked comes before what links it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.home: HomePage = site.root_page.specific
        self.pages: dict[str, Page] = {}

    def write(self, content: dict[str, Any]) -> None:
        places_first = sorted(content["pages"], key=lambda row: row["type"] != "PlacesPage")
        for row in places_first:
            self.add(self.home, row)
        self.home.summary = content["summary"]
        self.home.save_revision().publish()
        SiteSettings.objects.create(
            site=self.site,
            menu=[("link", self.link(link)) for link in content["menu"]],
            footer=[
                ("column", {"title": title, "links": [self.link(each) for each in links]})
                for title, links in content["footer"]
            ],
            social=[
                ("network", {"label": label, "address": address})
                for label, address in content["social"]
            ],
        )

    def add(self, parent: Page, row: dict[str, Any]) -> None:
        service = Service.objects.get(code=row["service"])
        page = getattr(models, row["type"])(
            title=row["title"], slug=row["slug"], summary=row["summary"], service=service
        )
        for name in ("address", "position", "access", "price", "cancelled"):
            if name in row:
                setattr(page, name, row[name])
        self.situate(page, row)
        if "body" in row:
            page.body = [self.block(*block) for block in row["body"]]
        if "publications" in row:
            page.publications = [self.publication(each) for each in row["publications"]]
        parent.add_child(instance=page)
        page.save_revision().publish()
        self.pages[page.slug] = page
        for below in row.get("children", []):
            self.add(page, below)

    def situate(self, page: Any, row: dict[str, Any]) -> None:
        """What is only of some types: a theme, a date, hours, a place."""
        if "theme" in row:
            page.theme = Theme.objects.get(slug=row["theme"])
        if "days_ago" in row:
            page.published_on = _day(-row["days_ago"])
        if "in_days" in row:
            page.first_day = page.last_day = _day(row["in_days"])
            page.first_time, page.last_time = (
                time.fromisoformat(hour) if hour else None for hour in row["hours"]
            )
        if "place" in row:
            page.place = self.pages[row["place"]]

    def block(self, kind: str, value: Any) -> tuple[str, Any]:
        if kind == "procedures":
            live = {each.code: each for each in Procedure.objects.live()}
            chosen = [live[code] for code in value["procedures"] if code in live]
            return kind, value | {"procedures": chosen}
        if kind == "contact":
            return kind, {"service": Service.objects.get(code=value["service"])}
        if kind == "place":
            return kind, self.pages[value]
        return kind, _table(value) if kind == "table" else value

    def link(self, named: list[str]) -> dict[str, Any]:
        """A label, then an address or the slug of a page of ours."""
        label, to = named
        page = None if to.startswith("/") else self.pages[to]
        return {"label": label, "page": page, "address": "" if page else to}

    def publication(self, row: dict[str, Any]) -> Publication:
        document = PortalDocument(title=row["title"])
        document.file.save(row["file"], ContentFile(row["text"].encode()), save=False)
        document.file_size = len(row["text"].encode())
        document.save()
        return Publication(document=document, published_on=_day(-row["days_ago"]))


def _day(away: int) -> date:
    return timezone.localdate() + timedelta(days=away)


def _table(value: dict[str, Any]) -> dict[str, Any]:
    columns = [{"type": "text", "heading": heading} for heading in value["columns"]]
    rows = [{"values": row} for row in value["rows"]]
    return {"columns": columns, "rows": rows, "caption": value["caption"]}
