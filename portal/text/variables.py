"""`{{ nom }}` in a text that an agent wrote: plain replacement, which can run nothing."""

import re
from collections.abc import Collection, Mapping

_VARIABLE = re.compile(r"\{\{\s*([a-z][\w-]*)\s*\}\}")
_ANYTHING = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced in one pass; one that has no value becomes `[nom]`.

    Not Django's template language: neither an agent's text nor a person's answer can run anything.
    """
    return _VARIABLE.sub(lambda match: values.get(match[1]) or f"[{match[1]}]", text)


def named(text: str) -> list[str]:
    """What the text has between double braces, once each, in order."""
    return list(dict.fromkeys(_ANYTHING.findall(text)))


def problems(text: str, known: Collection[str]) -> list[str]:
    """What can never be filled in, as French sentences."""
    return [
        f"«\u00a0{{{{ {name} }}}}\u00a0» n’existe pas\u00a0: vérifiez son nom."
        for name in named(text)
        if name not in known
    ]
