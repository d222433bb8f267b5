"""File names as their sender wrote them, made harmless."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

LONGEST_NAME: Final = 150
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')  # Windows refuses to save these


def clean(name: str) -> str:
    """The bare name: no folder, no control nor direction character, at most 150 characters."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in bare if unicodedata.category(char)[0] != "C")
    tidy = " ".join(_FORBIDDEN.sub("_", visible).split()).strip(". ")
    stem, dot, extension = tidy.rpartition(".")
    if not dot or len(extension) > 10:
        return tidy[:LONGEST_NAME].rstrip(". ") or "fichier"
    return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip('. ') or 'fichier'}.{extension}"


def extension(name: str) -> str:
    """What follows the last dot, in lower case, without the dot; empty when there is none."""
    return PurePosixPath(name).suffix[1:].lower()


def with_extension(name: str, new: str) -> str:
    """The same name with another extension."""
    return clean(f"{PurePosixPath(name).stem}.{new}")
