"""What is noted while a document is read: what it names, and what goes wrong without stopping."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

Node = str | dict[str, Any]  # words, or {"is": …} (docs/state-sheets.md)
LONGEST_ADDRESS = 2000
_MAIL = re.compile(r"mailto:[\w.+-]{1,64}@[\w.-]{1,200}", re.ASCII)


@dataclass
class Notes:
    """`unknown` counts the elements that we have no word for: their text is kept all the same."""

    unknown: Counter[str] = field(default_factory=Counter)
    refused_links: Counter[str] = field(default_factory=Counter)

    def warnings(self) -> list[str]:
        """One sentence per kind of trouble, for who runs the import."""
        unknown = [
            f"élément inconnu {tag} ({times}), texte gardé" for tag, times in self.unknown.items()
        ]
        return unknown + [f"lien refusé\u00a0: {url}" for url in self.refused_links]

    def expect(self, element: Element, *tags: str) -> None:
        """Note the children that whoever reads this element would leave out."""
        self.unknown.update(child.tag for child in element if child.tag not in tags)

    def link(self, element: Element) -> str:
        """The address that an element leads to; empty for none, or none of the Web's."""
        url = "".join(element.get("URL", "").split())
        if not url or is_web(url):
            return url
        self.refused_links[url[:60]] += 1
        return ""


def is_web(url: str) -> bool:
    """Whether a link may be made of it: http or https and a host, or one plain e-mail address."""
    if len(url) > LONGEST_ADDRESS or not url.isprintable():
        return False
    if _MAIL.fullmatch(url):
        return True
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
