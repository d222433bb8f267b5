"""References read over the telephone, and the secret codes that go with them."""

import re
import secrets
from typing import Final

PREFIX: Final = "D"
# What looks or sounds like something else in French was left out: docs/decisions/010.
SYMBOLS: Final = "23456789FGHJKMQRTWXYZ"
LENGTH: Final = 8  # seven drawn at random, then the check symbol
LOOK_ALIKES: Final = str.maketrans({"S": "5", "B": "8", "O": "Q", "0": "Q"})

CODE_SYMBOLS: Final = "BCDFHJKLMPQRSTVXZ"  # no G beside C, no N beside M, no W beside V
CODE_LENGTH: Final = 8
CODE_LOOK_ALIKES: Final = str.maketrans("GNWI1O0528", "CMVLLQQSZB")

LENGTH_OF_BEGINNING: Final = 4
LONGEST_TYPED: Final = 60
# Spaces of every kind, dashes, dots, and what a telephone's keyboard slips in between.
_SEPARATORS: Final = re.compile(r"[\s\u2010-\u2015\u2212\u200b-\u200f\ufeff._/·-]+")


def new_reference() -> str:
    """A reference drawn at random, such as `D-7K3F-9QX8`.

    There are 1.8 thousand million of them: the caller tries again when it is already taken.
    """
    drawn = _draw(SYMBOLS, LENGTH - 1)
    return _display(drawn + check_symbol(drawn))


def check_symbol(drawn: str) -> str:
    """The last symbol, which makes the whole weigh nothing (see `_weight`)."""
    return SYMBOLS[-2 * _weight(drawn) % len(SYMBOLS)]


def normalise(typed: str) -> str | None:
    """The reference that was meant, or None when what was typed can't be one.

    Lower case, missing or odd separators, a missing prefix are accepted; so is a symbol that we
    never use, when only one of ours looks like it (S is read for 5). The check symbol decides.
    """
    symbols = bare(typed)
    if len(symbols) == LENGTH + 1:
        symbols = symbols.removeprefix(PREFIX)
    symbols = symbols.translate(LOOK_ALIKES)
    return _display(symbols) if _holds(symbols) else None


def beginning(typed: str) -> str:
    """How the references begin that somebody started to type (`D-7K3F`); blank for other words.

    Four symbols at least, among them a figure and a letter: no word, postcode or year.
    """
    symbols = bare(typed)
    if len(symbols) > LENGTH_OF_BEGINNING and symbols.startswith(PREFIX):
        symbols = symbols[1:]
    partial = LENGTH_OF_BEGINNING <= len(symbols) < LENGTH and set(symbols) <= set(SYMBOLS)
    if not partial or symbols.isdigit() or symbols.isalpha():
        return ""
    return _display(symbols).rstrip("-")


def resembles(typed: str) -> bool:
    """Whether a reference was meant, right or wrong: no French word has its symbols."""
    symbols = bare(typed)
    told = re.search(r"\d", symbols) or re.match(rf"\s*{PREFIX}\s*-", typed.upper())
    prefixed = re.fullmatch(rf"{PREFIX}[A-Z0-9]{{6,10}}", symbols) and told
    unprefixed = len(symbols) == LENGTH and set(symbols.translate(LOOK_ALIKES)) <= set(SYMBOLS)
    return bool(prefixed or unprefixed or normalise(typed))  # one in forty has no figure


def is_valid(reference: str) -> bool:
    """Whether this is a reference, written exactly as we write them."""
    return normalise(reference) == reference


def new_code() -> str:
    """A secret tracking code: 8 consonants, so that no word appears; 33 bits."""
    return _draw(CODE_SYMBOLS, CODE_LENGTH)


def normalise_code(typed: str) -> str | None:
    """The code that was meant (`BCDFHJKL`), or None when what was typed can't be one."""
    symbols = bare(typed).translate(CODE_LOOK_ALIKES)
    whole = len(symbols) == CODE_LENGTH and set(symbols) <= set(CODE_SYMBOLS)
    return symbols if whole else None


def display_code(code: str) -> str:
    """The code as it is shown and read aloud: `BCDF HJKL`, which never breaks across lines."""
    return f"{code[:4]}\u00a0{code[4:]}"


def bare(typed: str) -> str:
    """What was typed, in capitals and without what separates symbols."""
    return _SEPARATORS.sub("", typed[:LONGEST_TYPED]).upper()


def _draw(symbols: str, length: int) -> str:
    return "".join(secrets.choice(symbols) for _ in range(length))


def _display(symbols: str) -> str:
    return f"{PREFIX}-{symbols[:4]}-{symbols[4:]}"


def _weight(symbols: str) -> int:
    """The sum, modulo 21, of each symbol's rank times a power of two that grows leftwards.

    A changed symbol changes it by a rank times 2ⁿ, two swapped neighbours by a difference of ranks
    times 2ⁿ: never 0 modulo 21, since 2 divides no power of 21. So both are always found out.
    """
    total = 0
    for symbol in symbols:
        total = (2 * total + SYMBOLS.index(symbol)) % len(SYMBOLS)
    return total


def _holds(symbols: str) -> bool:
    return len(symbols) == LENGTH and set(symbols) <= set(SYMBOLS) and _weight(symbols) == 0
