"""What came of handing a message to whoever carries it, in plain values."""

from dataclasses import dataclass
from enum import Enum, auto


class Verdict(Enum):
    """ACCEPTED: gone. TEMPORARY: try later. PERMANENT: never. UNKNOWN: it may have left."""

    ACCEPTED = auto()
    TEMPORARY = auto()
    PERMANENT = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Outcome:
    """`error` is a code that names nobody: smtp_550, http_402, connection…"""

    verdict: Verdict
    error: str = ""
