"""Every address of the site, filled with samples, and the access that its view declares."""

import dataclasses
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils.regex_helper import normalize

# What stands for a part of an address, by the kind of its converter. No row has these keys: the
# right is looked at before the row, so a caller who may come in finds nothing (404).
SAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "int": "999999999",
    "sheetcode": "F999999999",
}
# Views of packages, by the start of their module, each with the reason why it declares no access.
PACKAGES = {
    "wagtail.admin": "behind Wagtail's own permissions: tried as a stranger below",
    "wagtail.contrib": "behind Wagtail's own permissions: tried as a stranger below",
    "wagtail.documents": "public documents; Wagtail checks private collections",
    "wagtail.embeds": "behind Wagtail's own permissions: tried as a stranger below",
    "wagtail.images": "behind Wagtail's own permissions: tried as a stranger below",
    "wagtail.sites": "behind Wagtail's own permissions: tried as a stranger below",
    "wagtail.snippets": "behind Wagtail's own permissions: tried as a stranger below",
    "wagtail.users": "behind Wagtail's own permissions: tried as a stranger below",
    "wagtail.views": "published pages",
    "wagtail.wagtail": "published pages",
    "wagtail_modeladmin": "behind Wagtail's own permissions: tried as a stranger below",
    "wagtail.utils": "redirections inside Wagtail's admin",
    "django.views.generic": "redirections inside Wagtail's admin",
    "django.views.i18n": "words for Wagtail's scripts",
    "django.views.static": "public pictures of the demo",
}


@dataclasses.dataclass(frozen=True)
class Address:
    """One pattern of the site."""

    path: str
    name: str
    view: Callable[..., Any]

    @property
    def access(self) -> str | None:
        """What `portal.accounts.access` hung on the view."""
        return getattr(self.view, "access", None)

    @property
    def is_admin(self) -> bool:
        """Whether Wagtail's admin serves it."""
        return self.path.startswith("/admin/") and self.access is None

    @property
    def reason(self) -> str:
        """Why a view without access is accepted; empty when it isn't."""
        module = self.view.__module__
        if self.is_admin:
            return "behind Wagtail's own permissions: tried as a stranger below"
        return next((why for start, why in PACKAGES.items() if module.startswith(start)), "")


def sample(converter: object) -> str:
    """A value that the converter of a part of an address accepts."""
    kind = type(converter).__name__.removesuffix("Converter").lower()
    return SAMPLES.get(kind, "1")


def filled(pattern: URLPattern | URLResolver) -> str:
    """The pattern's own part of an address."""
    text, names = normalize(pattern.pattern.regex.pattern)[0]
    converters = pattern.pattern.converters
    return text % {name: sample(converters.get(name)) for name in names}


def walk(resolver: URLResolver, start: str) -> Iterator[Address]:
    """The addresses below a resolver."""
    for pattern in resolver.url_patterns:
        path = start + filled(pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, path)
        else:
            yield Address(path, pattern.name or path, pattern.callback)


def is_hidden(address: Address) -> bool:
    """Whether an earlier pattern answers in its place, as ours do for Wagtail's own sign-in."""
    try:
        return resolve(address.path).func != address.view
    except Resolver404:  # Wagtail's pages: the sample is the address of none
        return False


@cache
def addresses() -> list[Address]:
    """Every address of the site; a pattern that an earlier one hides has none."""
    return [each for each in walk(get_resolver(), "/") if not is_hidden(each)]
