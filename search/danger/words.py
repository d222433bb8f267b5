"""What people write when they are in danger, read from data/words/ (see patterns.py).

One file per danger, one pattern a line; `harmless.txt` holds what is erased first, `groups.txt` the
phrases that a name stands for. Lines that begin with # are remarks.
"""

from pathlib import Path

from search.danger.kinds import Danger

FOLDER = Path(__file__).parent / "data" / "words"


def _lines(name: str) -> list[str]:
    written = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in written if line.strip() and not line.startswith("#")]


def _groups() -> dict[str, list[str]]:
    named = (line.partition(":") for line in _lines("groups"))
    return {name: [each.strip() for each in said.split(",")] for name, _, said in named}


GROUPS = _groups()
HARMLESS = _lines("harmless")
WORDS = {danger: _lines(danger.value) for danger in Danger}
