"""What fits in an SMS: the alphabet of telephones, and its segments (3GPP TS 23.038, 23.040)."""

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")  # each takes two places
PLAINER = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "ç": "c",
        "\u00a0": " ",
        "\u202f": " ",
    }
)


def plain(text: str) -> str:
    """The text in the alphabet of telephones where that can be: « forêt » becomes « foret ».

    What it can't write (another script) stays: the whole then costs more.
    """
    for mark in ("«\u00a0", "\u00a0»", "« ", " »", "«", "»"):
        text = text.replace(mark, '"')
    return "".join(map(_plain_letter, text.translate(PLAINER)))


def segments(text: str) -> int:
    """How many SMS the text is sent as: 160 places for one, 153 each for more; 70 and 67 if not."""
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        return _count(sum(2 if letter in EXTENDED else 1 for letter in text), 160, 153)
    return _count(len(text.encode("utf-16-be")) // 2, 70, 67)


def _count(places: int, alone: int, joined: int) -> int:
    return 1 if places <= alone else -(-places // joined)


def _plain_letter(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if bare in BASIC else letter
