"""Tags and filters of every template: loaded as builtins."""

import re
from datetime import date

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.text import phones
from portal.text.money import display
from portal.ui import atoms, dates, stylesheets
from portal.ui.identity import Identity

register = template.Library()

# Numbers of emergency and help that can't be taken for a quantity, then national ones.
NUMBER = re.compile(
    r"(?<![\d/])"
    r"(?:11[24579]|3(?:018|114|117|919|939|977)|0\d(?:[ \u00a0.]?\d\d){4})"
    r"(?![\d/])"
)

register.simple_tag(atoms.state, name="state")
register.simple_tag(atoms.due, name="due")
register.simple_tag(atoms.when, name="when")
register.filter("ref", atoms.reference)
register.filter("file_size", atoms.file_size)
register.filter("money", display)  # {{ invoice.due|money:invoice.currency }}


@register.filter
def day(value: date | None) -> str:
    """« mercredi 25 novembre »; nothing for None."""
    return dates.day(value) if value else ""


@register.filter
def phone(value: str) -> str:
    """A number as it is read aloud, in one piece."""
    return phones.display(value)


@register.simple_tag(takes_context=True)
def identity(context: Context) -> Identity:
    """Who speaks on this page: `{% identity as who %}`, then `who.name`, `who.logo`, `who.hue`."""
    return Identity.of(context.get("organisation"))


@register.simple_tag(takes_context=True)
def stylesheet(context: Context, face: str) -> str:
    """The address of a face's style sheet (public, staff or admin) in the organisation's hue."""
    hue = Identity.of(context.get("organisation")).hue
    return reverse("stylesheet", args=[face, hue, stylesheets.digest(face)])


@register.simple_tag(takes_context=True)
def current(context: Context, path: str, exact: bool = False) -> str:
    """`page` when the request is at that address or below (for `aria-current`), else nothing."""
    request = context.get("request")
    here = request.path if request else ""
    return "page" if here == path or (not exact and here.startswith(path)) else ""


@register.simple_tag
def url_if_any(name: str) -> str:
    """The address of a view, or nothing when this installation hasn't got it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.filter
def mailbox(address: str) -> SafeString:
    """An e-mail address that breaks before its « @ » where it doesn't fit, and nowhere else."""
    return format_html_join(mark_safe("<wbr>@"), "{}", ((part,) for part in address.split("@")))


@register.filter
def calls(text: str) -> SafeString:
    """The text with its telephone numbers (`112`, `03 53 01 40 99`) as links that call them."""
    return mark_safe(NUMBER.sub(_call, escape(text)))  # only what escape() has made safe


def _call(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return f'<a href="tel:{digits}">{found[0]}</a>'
