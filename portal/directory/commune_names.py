"""How the name of a commune is compared, whatever the accents, hyphens and abbreviations."""

from portal.text.french import words

ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def comparable(name: str) -> str:
    """`L’Étoile-St-Rémy` and `etoile saint remy` both give `etoile saint remy`."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in words(name))
