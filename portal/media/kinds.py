"""The kinds of file that we take: extension, what the content must be, how it is checked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from portal.media import names, offices, papers, photos


class Safe(NamedTuple):
    """What is kept of a file: content, name, content type."""

    content: bytes
    name: str
    content_type: str


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    `sniffed` are the types under which libmagic may know the content; `content_type` the one that
    it is served under; `make_safe` raises ValidationError or gives what is kept.
    """

    content_type: str
    sniffed: frozenset[str]
    make_safe: Callable[[bytes, str, str], Safe]


def _photo(content: bytes, name: str, _: str) -> Safe:
    drawn, extension = photos.redraw(content, name)
    if names.extension(name) not in {extension, "jpeg" if extension == "jpg" else extension}:
        name = names.with_extension(name, extension)
    return Safe(drawn, name, "image/png" if extension == "png" else "image/jpeg")


def _unchanged(check: Callable[[bytes, str], None]) -> Callable[[bytes, str, str], Safe]:
    """Kept byte for byte when the check raises nothing."""

    def make_safe(content: bytes, name: str, content_type: str) -> Safe:
        check(content, name)
        return Safe(content, name, content_type)

    return make_safe


def _packed(content_type: str) -> Kind:
    # libmagic knows most by their first member; others are looked into by `check_packed` anyway.
    sniffed = {content_type, "application/zip", "application/octet-stream"}
    return Kind(content_type, frozenset(sniffed), _unchanged(offices.check_packed))


def _ole(content_type: str) -> Kind:
    sniffed = {"application/msword", "application/vnd.ms-excel", "application/octet-stream"}
    sniffed |= {"application/CDFV2", "application/x-ole-storage"}
    return Kind(content_type, frozenset(sniffed), _unchanged(offices.check_ole))


_JPEG = Kind("image/jpeg", frozenset({"image/jpeg"}), _photo)
_HEIF = Kind("image/heic", frozenset({"image/heic", "image/heif"}), _photo)
_TEXTS = frozenset({"text/plain", "text/csv", "application/csv"})

KINDS: Final[dict[str, Kind]] = {
    "pdf": Kind("application/pdf", frozenset({"application/pdf"}), _unchanged(papers.check_pdf)),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Kind("image/png", frozenset({"image/png"}), _photo),
    "webp": Kind("image/webp", frozenset({"image/webp"}), _photo),
    "heic": _HEIF,
    "heif": _HEIF,
    "txt": Kind("text/plain", _TEXTS, _unchanged(papers.check_text)),
    "csv": Kind("text/csv", _TEXTS, _unchanged(papers.check_text)),
    "odt": _packed("application/vnd.oasis.opendocument.text"),
    "ods": _packed("application/vnd.oasis.opendocument.spreadsheet"),
    "docx": _packed("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": _packed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "doc": _ole("application/msword"),
    "xls": _ole("application/vnd.ms-excel"),
}


def accept() -> str:
    """The value of the attribute `accept` of a file input."""
    return ",".join(f".{extension}" for extension in KINDS)
