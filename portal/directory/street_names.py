"""How the streets of an address are compared, whatever the accents and abbreviations."""

from portal.directory.commune_names import ABBREVIATIONS
from portal.text.french import words

LONGEST_NAME = 8  # words of a street's name that are looked at
KINDS = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "bvd": "boulevard",
    "pl": "place", "imp": "impasse", "che": "chemin", "ch": "chemin", "rte": "route",
    "all": "allee", "sq": "square", "fg": "faubourg", "fbg": "faubourg", "r": "rue",
    "res": "residence", "lot": "lotissement", "crs": "cours",
}  # fmt: skip


def street_words(text: str) -> list[str]:
    """The words of a street's name or of an address, abbreviations written out."""
    known = KINDS | ABBREVIATIONS
    return [known.get(word, word) for word in words(text)]


def street(text: str) -> str:
    """`Av. de la Gare` and `avenue de la gare` both give `avenue de la gare`."""
    return " ".join(street_words(text))


def runs(said: list[str], *, shortest: int = 1, longest: int = LONGEST_NAME) -> list[str]:
    """Every run of neighbouring words, longest first: « 12 rue neuve » holds « rue neuve »."""
    return [
        " ".join(said[start : start + length])
        for length in range(min(longest, len(said)), shortest - 1, -1)
        for start in range(len(said) - length + 1)
    ]
