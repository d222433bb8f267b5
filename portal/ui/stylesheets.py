"""The style sheet of each face, joined from its parts, with the organisation's hue."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parent / "static" / "ui"
DEFAULT_HUE = 205
BOTH = """
    tokens base
    parts/button parts/field parts/choice parts/upload parts/panel parts/name parts/state
    parts/notice parts/timeline parts/answers parts/thread parts/empty parts/pager
    parts/table parts/contact parts/tabs parts/dialog parts/print
"""
FACES = {
    "public": f"{BOTH} parts/masthead parts/card parts/steps parts/question parts/receipt"
    " parts/hero parts/search parts/band parts/footer",
    "staff": f"{BOTH} parts/keys parts/staff parts/case",
    "admin": "parts/admin",  # over Wagtail's own
}


def _read(face: str) -> str:
    """The parts without comments nor needless spaces."""
    files = [FOLDER / f"{name}.css" for name in FACES[face].split()]
    sheet = "".join(file.read_text(encoding="utf-8") for file in files)
    words = " ".join(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL).split())
    return re.sub(r" ?([{};,]) ?", r"\1", words).replace(": ", ":")


_read_once = lru_cache(_read)


def parts(face: str) -> str:
    """The parts of a face, one after the other; read again each time while developing."""
    return _read(face) if settings.DEBUG else _read_once(face)


def joined(face: str, hue: int) -> str:
    """The whole sheet: the hue comes last, in the layer that it belongs to."""
    return f"{parts(face)} @layer tokens {{ :root {{ --hue: {hue} }} }}\n"


def digest(face: str) -> str:
    """Twelve characters that change with the sheet, for its address."""
    return hashlib.sha256(parts(face).encode()).hexdigest()[:12]
