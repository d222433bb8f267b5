"""What stands in a box: where to go, what to do online, other pages, words explained."""

from collections.abc import Callable
from html import escape
from typing import Any

from home.state_sheets.drawing.lines import Dict, anchor
from home.state_sheets.drawing.surroundings import Surroundings
from portal.text import phones

KINDS = {
    "Téléservice": "Service en ligne",
    "Téléservice personnalisé sur SP": "Service en ligne",
}
Inside = Callable[[list[Any]], str]


def where(node: Dict, around: Surroundings, inside: str) -> str:
    """Our own services of that kind; when we have none, what the State says."""
    title = f"<p><strong>{escape(node['title'])}</strong></p>"
    more = f'<p class="quiet">{escape(node["more"])}</p>' if node["more"] else ""
    ours = around.services.get(node["pivot"], [])
    if ours:
        items = "".join(f"<li>{_service(each)}</li>" for each in ours)
        return f'<div class="panel">{title}{more}<ul>{items}</ul></div>'
    name = f"<span class='hidden-text'> de\u00a0: {escape(node['title'])}</span>"
    link = anchor(node["url"], f"Site ou annuaire{name}") if node["url"] else ""
    link = f"<p>{link}</p>" if link else ""
    return f'<div class="panel">{title}{more}{inside}{link}</div>'


def _service(service: Any) -> str:
    """A service of ours: its page has its hours; its number goes with its price and the relay."""
    contact = service.contact
    name = anchor(service.get_absolute_url(), escape(service.name))
    if not contact.phone:
        return f"{name} (adresse, horaires)"
    number = anchor(f"tel:{contact.phone}", escape(phones.display(contact.phone)))
    price = f" ({escape(contact.phone_price)})" if contact.phone_price else ""
    relay = "relais<span class='hidden-text'> pour personnes sourdes, malentendantes ou aphasiques"
    link = f", {anchor(contact.relay_url, f'{relay}</span>')}" if contact.relay_url else ""
    return f"{name}\u00a0: {number}{price}{link}"


def online(node: Dict, around: Surroundings, inside: Inside) -> str:
    """A form, an online service: what it is, who keeps it, its instructions."""
    url = node["url"] or around.address(node["code"])
    kind = str(KINDS.get(node["kind"], node["kind"]))
    number = f"n°\u00a0{escape(node['number'])}" if node["number"] else ""
    said = [escape(kind), number, escape(node["source"])]
    guides = [_guide(each) for each in node["guides"]]
    guides += [online(each, around, inside) for each in node["annexes"]]
    below = f"<ul>{''.join(f'<li>{each}</li>' for each in guides)}</ul>" if guides else ""
    quiet = f'<p class="quiet">{" · ".join(each for each in said if each)}</p>'
    return (
        f'<div class="online"><p>{anchor(url, escape(node["title"]), node["file"])}</p>{quiet}'
        f"{inside(node['of'])}{below}</div>"
    )


def _guide(node: Dict) -> str:
    return anchor(node["url"], escape(node["title"] or "Notice"), node["file"])


def guides(nodes: list[Dict]) -> str:
    """The instructions that go with a form."""
    return "".join(f"<li>{_guide(each)}</li>" for each in nodes)


def references(nodes: list[Dict], inside: Inside) -> str:
    """Laws, or pages of the Web: a link, what it is about, who keeps it."""
    return "".join(
        f"<li>{anchor(each['url'], escape(each['title'] or each['url']), each['file'])}"
        f"{_quiet(each['more'], each['source'])}{inside(each['of'])}</li>"
        for each in nodes
    )


def commented(nodes: list[Dict], inside: Inside) -> str:
    """Outside links with a comment."""
    return "".join(
        f"<li>{inside(each['comment'])}{inside(each['of'])}{_quiet(each['source'])}</li>"
        for each in nodes
    )


def sheets(nodes: list[Dict], around: Surroundings) -> str:
    """Other documents."""
    return "".join(
        f"<li>{anchor(around.address(each['code'], each['audience']), escape(each['title']))}</li>"
        for each in nodes
    )


def terms(nodes: list[Dict], inside: Inside) -> str:
    """Words and acronyms explained: where the text's links lead."""
    return "".join(
        f'<dt id="mot-{escape(each["code"])}">{escape(each["title"])}</dt>'
        f"<dd>{inside(each['of'])}{_laws(each['laws'], inside)}</dd>"
        for each in nodes
    )


def _laws(nodes: list[Dict], inside: Inside) -> str:
    return f"<ul>{references(nodes, inside)}</ul>" if nodes else ""


def _quiet(*said: str) -> str:
    shown = " · ".join(escape(each) for each in said if each)
    return f'<br><small class="quiet">{shown}</small>' if shown else ""
