"""PDF and plain text looked into: nothing else hides behind them."""

import re
from io import BytesIO
from typing import Final
from zipfile import is_zipfile

from portal.media.refusals import refusal

# A browser or a shell could take a text that holds these for something to run.
_MARKUP: Final = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|iframe|svg|object|embed|img|\?php|\?xml)\b"
    r"|<\?(?:php|xml|=)|^\ufeff?#!",
    re.IGNORECASE,
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def check_pdf(content: bytes, name: str) -> None:
    """Refuse a PDF that does not begin as one, was cut short, or is an archive as well."""
    if not content.startswith(b"%PDF-") or is_zipfile(BytesIO(content)):
        raise refusal("mismatch", name)
    if b"%%EOF" not in content:
        raise refusal("damaged", name)


def check_text(content: bytes, name: str) -> None:
    """Refuse what is no text, and the text of a web page, of a drawing, of a program."""
    text = _decode(content)
    if _CONTROLS.search(text) or _MARKUP.search(text):
        raise refusal("mismatch", name)


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # Windows's own, in France
