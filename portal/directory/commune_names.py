"""How the names of places are compared, whatever the accents, hyphens and abbreviations."""

from collections.abc import Callable

from portal.text.french import words

ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def comparable(name: str) -> str:
    """`L’Étoile-St-Rémy` and `etoile saint remy` both give `etoile saint remy`."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in words(name))


def indexed(names: str, folded: Callable[[str], str] = comparable) -> str:
    """Names, one per line, in one column, each between line ends: a whole one can be found."""
    found = dict.fromkeys(filter(None, map(folded, names.splitlines())))
    return "".join(f"\n{name}" for name in found) + "\n" if found else ""


def formerly(name_lines: str) -> str:
    """« anciennement Athies, Feuchy », or nothing."""
    names = ", ".join(filter(None, map(str.strip, name_lines.splitlines())))
    return f"anciennement {names}" if names else ""
