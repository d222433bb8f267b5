"""The six symbols that a person reads to the agent who helps them: `7K3 FQX`."""

from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac

from portal.demandes.references import LOOK_ALIKES, SYMBOLS, bare

LENGTH: Final = 6


def code_of(key: UUID) -> str:
    """The code of a help: drawn from its random key and the site's secret, so kept nowhere."""
    number = int.from_bytes(_hmac("code", key.hex), "big")
    symbols = []
    for _ in range(LENGTH):
        number, rank = divmod(number, len(SYMBOLS))
        symbols.append(SYMBOLS[rank])
    return "".join(symbols)


def digest(code: str) -> str:
    """What finds a code: keyed, so that neither a table nor a comparison's time tells it."""
    return _hmac("digest", code).hex()


def normalise(typed: str) -> str | None:
    """The code that was meant, or None when what was typed can't be one."""
    symbols = bare(typed).translate(LOOK_ALIKES)
    return symbols if len(symbols) == LENGTH and set(symbols) <= set(SYMBOLS) else None


def display(code: str) -> str:
    """As it is shown and read aloud."""
    return f"{code[:3]}\u00a0{code[3:]}"


def _hmac(use: str, value: str) -> bytes:
    return salted_hmac(f"portal.demandes.sharing.{use}", value, algorithm="sha256").digest()
