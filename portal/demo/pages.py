"""Each organisation's site: its address on this machine and its home page."""

from typing import Any

from wagtail.models import Page, Site

from home.models import AskedProcedure, HomePage
from portal.demo.data import read
from portal.directory.models import Organisation, Service
from portal.procedures.models import Procedure


def open_sites(port: int) -> None:
    """Give every organisation its site; the town's is the default one."""
    contents = read("pages")
    for row in read("territory")["organisations"]:
        organisation = Organisation.objects.get(slug=row["slug"])
        organisation.site = _site(row["host"], organisation, port)
        organisation.save()
        _write(organisation.site, contents[row["slug"]])


def move_sites(port: int) -> None:
    """The same sites on another port: `make demo PORT=8001`."""
    hosts = [row["host"] for row in read("territory")["organisations"]]
    for site in Site.objects.filter(hostname__in=hosts).exclude(port=port):
        site.port = port
        site.save()


def addresses() -> list[tuple[str, str]]:
    """(organisation, address) of every site, the default one first."""
    organisations = Organisation.objects.exclude(site=None).select_related("site")
    ordered = organisations.order_by("-site__is_default_site", "name")
    return [(each.name, each.site.root_url + "/") for each in ordered if each.site]


def _site(host: str, organisation: Organisation, port: int) -> Site:
    """The site that the migrations leave for the town, then a new one with its own home page."""
    free = Site.objects.filter(is_default_site=True, organisation=None)
    site = free.first() or Site(root_page=_home_page(organisation))
    site.hostname, site.port, site.site_name = host, port, organisation.name
    site.save()
    return site


def _home_page(organisation: Organisation) -> HomePage:
    page = HomePage(title="Accueil", slug=f"accueil-{organisation.slug}")
    root: Page = Page.get_first_root_node()
    root.add_child(instance=page)
    return page


def _write(site: Site, content: dict[str, Any]) -> None:
    """The question asked, the procedures put forward, who can be called."""
    page = site.root_page.specific
    page.question, page.example = content["question"], content["example"]
    page.reception = Service.objects.get(code=content["reception"])
    page.asked = [
        AskedProcedure(procedure=Procedure.objects.get(code=code), word=word, sort_order=order)
        for order, (code, word) in enumerate(content["asked"])
    ]
    page.save_revision().publish()
