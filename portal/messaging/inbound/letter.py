"""An e-mail as plain values: who, about what, which words, which files.

Anybody writes what is read here, and the parsers take a time that grows as the square of headers,
of nested parts or of nested elements: each is bounded before it is parsed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import EmailPolicy
from email.utils import getaddresses
from itertools import islice

from django.core.files.base import ContentFile

from portal.media import names
from portal.messaging.inbound.hypertext import words_of

MOST_FILES = 10
MOST_UNREAD = 20  # names of files left
MOST_ADDRESSES = 50
LONGEST_HEADER, LONGEST_OF_PART = 4_000, 1_000  # characters
LONGEST_TEXT = 500_000
MOST_LINES = 1_000_000
MOST_OF = {  # parts, and those that hold others
    re.compile(rb"(?m)^--"): 500,
    re.compile(rb"(?im)^content-type:\s*(?:multipart|message)/"): 20,
}
THREAD = re.compile(r"<[^<>\s]{1,250}>")
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")


class Unreadable(ValueError):
    """The bytes make no e-mail."""


class Bounded(EmailPolicy):
    """Reads the beginning of each header: 160 KB of addresses would take minutes."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        of_part = name.lower().startswith("content-")
        return name, value[: LONGEST_OF_PART if of_part else LONGEST_HEADER]


POLICY = Bounded(refold_source="none")  # folding again would parse every header


@dataclass(frozen=True)
class Letter:
    """`thread`: the Message-IDs that it answers. `unread`: names of the files beyond the limit."""

    sender: str
    recipients: list[str]
    subject: str
    text: str
    thread: list[str] = field(default_factory=list)
    files: list["ContentFile[bytes]"] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    automatic: str = ""  # why it is no person's letter: a code


def read(raw: bytes) -> Letter:
    """The e-mail in these bytes. Raises Unreadable, whatever was wrong in them."""
    _check_shape(raw)
    try:
        mail = BytesParser(EmailMessage, policy=POLICY).parsebytes(raw)
        return _letter(mail)  # type: ignore[arg-type]  # EmailPolicy is generic in stubs alone
    except Unreadable:
        raise
    except Exception as error:  # the parser meets what anybody can send
        raise Unreadable(type(error).__name__) from error


def _check_shape(raw: bytes) -> None:
    """Raises Unreadable on what no mail program makes."""
    if raw.count(b"\n") > MOST_LINES:
        raise Unreadable("too many lines")
    for pattern, most in MOST_OF.items():
        if any(islice(pattern.finditer(raw), most, None)):
            raise Unreadable("too many parts")


def _letter(mail: EmailMessage) -> Letter:
    sender = _addresses(mail, "From")
    if not sender:
        raise Unreadable("no sender")
    files = list(_files(mail))
    return Letter(
        sender=sender[0],
        recipients=[address for name in RECIPIENTS for address in _addresses(mail, name)],
        subject=_clean(str(mail["Subject"] or ""))[:200],
        text=_clean(_words(mail)),
        thread=THREAD.findall(_clean(f"{mail['In-Reply-To'] or ''} {mail['References'] or ''}")),
        files=files[:MOST_FILES],
        unread=[str(file.name) for file in files[MOST_FILES:]][:MOST_UNREAD],
        automatic=_automatic(mail),
    )


def _addresses(mail: EmailMessage, header: str) -> list[str]:
    """As they are written, encoded names apart: parsing them takes seconds when they are many."""
    values = (_clean(str(value)) for name, value in mail.raw_items() if _same(name, header))
    written = getaddresses(list(islice(values, MOST_ADDRESSES)))
    return [address for _, address in written if "@" in address][:MOST_ADDRESSES]


def _same(name: str, header: str) -> bool:
    return name.lower() == header.lower()


def _words(mail: EmailMessage) -> str:
    """The text; an HTML alone is read as text, without what it draws."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    content = _decoded(body)[:LONGEST_TEXT]
    return words_of(content) if body.get_content_subtype() == "html" else content


def _decoded(part: MIMEPart) -> str:
    """The text of a part, also when its character set is one that nobody knows."""
    try:
        return str(part.get_content())
    except LookupError:
        content = part.get_payload(decode=True)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _files(mail: EmailMessage) -> Iterator["ContentFile[bytes]"]:
    """What was joined; pictures drawn within the words (a logo, a signature) are none."""
    for number, part in enumerate(mail.iter_attachments(), start=1):
        if part.get_content_disposition() == "inline" and part["Content-ID"]:
            continue
        content = part.get_payload(decode=True)
        if part.get_content_type() == "message/rfc822":
            content = part.get_content().as_bytes()
        if isinstance(content, bytes) and content:
            name = names.clean(_clean(part.get_filename() or f"piece-{number}"))
            yield ContentFile(content, name=name)


def _automatic(mail: EmailMessage) -> str:
    """Machines' mail, by its own word (RFC 3834, RFC 2919, RFC 3464)."""
    if str(mail["Auto-Submitted"] or "no").lower().partition(";")[0].strip() != "no":
        return "auto"
    if mail.get_content_type() == "multipart/report" or str(mail["Return-Path"]).strip() == "<>":
        return "bounce"
    if mail["List-Id"] or mail["List-Unsubscribe"]:
        return "list"
    if str(mail["Precedence"] or "").lower() in {"bulk", "junk", "list", "auto_reply"}:
        return "bulk"
    return "auto" if mail["X-Autoreply"] or mail["X-Autorespond"] else ""


def _clean(text: str) -> str:
    """Without what a database or a page can't hold: NUL, lone surrogates, control characters."""
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32).strip()
