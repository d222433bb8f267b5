"""The style sheet of each face, joined from its parts, with the organisation's hue."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parent / "static" / "ui"
DEFAULT_HUE = 205
BOTH = (
    "tokens base parts/button parts/field parts/choice parts/upload parts/card parts/masthead "
    "parts/state parts/notice parts/timeline parts/steps parts/answers parts/thread parts/empty "
    "parts/pager parts/table"
).split()
FACES = {
    "public": [*BOTH, *"parts/hero parts/search parts/contact parts/footer parts/print".split()],
    "staff": [*BOTH, *"parts/tabs parts/dialog parts/keys parts/staff parts/print".split()],
}


def _read(face: str) -> str:
    return "".join((FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in FACES[face])


_read_once = lru_cache(_read)


def parts(face: str) -> str:
    """The parts of a face, one after the other; read again each time while developing."""
    return _read(face) if settings.DEBUG else _read_once(face)


def joined(face: str, hue: int) -> str:
    """The whole sheet: the hue comes last, in the layer that it belongs to."""
    return f"{parts(face)}@layer tokens {{ :root {{ --hue: {hue} }} }}\n"


def digest(face: str) -> str:
    """Twelve characters that change with the sheet, for its address."""
    return hashlib.sha256(parts(face).encode()).hexdigest()[:12]
