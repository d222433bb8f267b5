"""What a document is drawn with: the sheets that we have, the services of the site."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from home.state_sheets.models import Audience
from portal.directory.models import Service

CODE = re.compile(r"[FNR][0-9]{1,9}", re.ASCII)
STATE = "https://www.service-public.fr"
PATHS = {Audience.COMPANIES.value: "professionnels-entreprises"}


@dataclass
class Entry:
    """A line of the table of contents, with those below."""

    key: str
    title: str
    below: list["Entry"] = field(default_factory=list)


@dataclass
class Surroundings:
    """`known`: the audiences that we have of each code; `services`: ours, by kind.

    `contents` is filled while the text is drawn.
    """

    audience: str
    original: str = ""
    known: dict[str, set[str]] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    services: dict[str, list[Service]] = field(default_factory=dict)
    contents: list[Entry] = field(default_factory=list)

    def address(self, code: str, audience: str = "") -> str:
        """Where a document is read: here when we have it, else on the State's own site."""
        if not CODE.fullmatch(code):
            return ""
        wanted = audience if audience in Audience.values else self.audience
        have = self.known.get(code)
        if not have:
            return f"{STATE}/{PATHS.get(wanted, wanted)}/vosdroits/{code}"
        here = reverse("state_sheet", args=[code])
        return here if len(have) == 1 or wanted not in have else f"{here}?public={wanted}"

    def enter(self, title: str, *, below: bool) -> str:
        """Add a line to the table of contents; returns the key of its heading."""
        level = self.contents[-1].below if below and self.contents else self.contents
        prefix = f"{len(self.contents)}-" if level is not self.contents else ""
        entry = Entry(f"partie-{prefix}{len(level) + 1}", title)
        level.append(entry)
        return entry.key


def codes_in(node: Any) -> Iterator[str]:
    """The codes of all that a tree links to."""
    if isinstance(node, list):
        for each in node:
            yield from codes_in(each)
    elif isinstance(node, dict):
        if "code" in node:
            yield node["code"]
        for below in node.values():
            if isinstance(below, (list, dict)):
                yield from codes_in(below)


def kinds_in(node: Any) -> Iterator[str]:
    """The kinds of local services that a tree sends to."""
    if isinstance(node, list):
        for each in node:
            yield from kinds_in(each)
    elif isinstance(node, dict):
        if node.get("pivot"):
            yield node["pivot"]
        for below in node.values():
            if isinstance(below, (list, dict)):
                yield from kinds_in(below)
