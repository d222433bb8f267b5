"""An e-mail as plain values: who, about what, which words, which files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses

from bs4 import BeautifulSoup
from django.core.files.base import ContentFile

MOST_FILES = 10
THREAD = re.compile(r"<[^<>\s]{1,250}>")
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")


class Unreadable(ValueError):
    """The bytes make no e-mail."""


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
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        return _letter(mail)
    except Unreadable:
        raise
    except Exception as error:  # the parser meets what anybody can send
        raise Unreadable(type(error).__name__) from error


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
        thread=THREAD.findall(f"{mail['In-Reply-To'] or ''} {mail['References'] or ''}")[-50:],
        files=files[:MOST_FILES],
        unread=[str(file.name) for file in files[MOST_FILES:]],
        automatic=_automatic(mail),
    )


def _addresses(mail: EmailMessage, header: str) -> list[str]:
    values = [str(value) for value in mail.get_all(header, [])]
    return [address for _, address in getaddresses(values) if "@" in address][:50]


def _words(mail: EmailMessage) -> str:
    """The text; an HTML alone is read as text, without what it draws."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    content = _decoded(body)
    if body.get_content_subtype() != "html":
        return content
    soup = BeautifulSoup(content, "html.parser")
    for element in soup(["script", "style", "head"]):
        element.decompose()
    for element in soup(["br", "p", "div", "li", "tr"]):
        element.append("\n\n" if element.name == "p" else "\n")
    return re.sub(r"\n\s*\n+", "\n\n", soup.get_text())


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
            yield ContentFile(content, name=part.get_filename() or f"piece-{number}")


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
