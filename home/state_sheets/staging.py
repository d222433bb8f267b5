"""What an archive changes, read apart into a file of our own: nothing of the database moves yet."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from home.state_sheets import words
from home.state_sheets.archive import Archive, RefusedArchive
from home.state_sheets.models import Audience
from home.state_sheets.reading.document import Document, RefusedDocument, read

READER = "1"  # raised when what is kept of a document changes: all are then read again
FEW = 20  # sheets that an archive may always withdraw
MOST_WITHDRAWN = 0.2  # of the audience's sheets, unless one insists


@dataclass
class Report:
    """What an archive changes; `errors` are documents left out, `warnings` those put right."""

    audience: Audience
    added: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    unchanged: int = 0
    others: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def changes_something(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn)


@dataclass
class Staged:
    """The rows to write, a line of JSON each: memory holds one at a time."""

    report: Report
    lines: IO[str]

    def rows(self) -> Iterator[dict[str, Any]]:
        self.lines.seek(0)
        return map(json.loads, self.lines)


@contextmanager
def staged(archive: Archive, digests: dict[str, str], *, force: bool) -> Iterator[Staged]:
    """What the archive changes of an audience whose sheets have these digests, by code.

    Raises RefusedArchive when it would withdraw more than a fifth of them (and more than twenty),
    unless `force`.
    """
    report = Report(archive.audience, others=archive.others)
    report.withdrawn = digests.keys() - archive.documents.keys()
    if not force:
        _refuse_nearly_empty(report, len(digests))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as lines:
        for code, data in archive.contents():
            _stage(code, data, digests.get(code, ""), report, lines)
        yield Staged(report, lines)


def _refuse_nearly_empty(report: Report, known: int) -> None:
    if len(report.withdrawn) > max(FEW, MOST_WITHDRAWN * known):
        raise RefusedArchive(
            f"Cette archive retirerait {len(report.withdrawn)} fiches sur {known}\u00a0: elle"
            " semble incomplète. Si c’est voulu, recommencez avec --force."
        )


def _stage(code: str, data: bytes, known: str, report: Report, lines: IO[str]) -> None:
    digest = hashlib.sha256(f"{READER}\n".encode() + data).hexdigest()
    if digest == known:
        report.unchanged += 1
        return
    try:
        document = read(code, data)
    except RefusedDocument as error:
        report.errors[code] = str(error)
        return
    if document.warnings:
        report.warnings[code] = document.warnings
    (report.changed if known else report.added).add(code)
    json.dump(_row(document, digest), lines, ensure_ascii=False)
    lines.write("\n")


def _row(document: Document, digest: str) -> dict[str, Any]:
    """The fields of a Sheet that a document gives."""
    return {
        "code": document.code,
        "kind": document.kind,
        "title": document.title,
        "description": document.description,
        "subject": document.subject,
        "theme": document.theme,
        "breadcrumb": document.breadcrumb,
        "content": document.content,
        "headings": words.headings(document.content),
        "text": words.text(document.content),
        "original": document.original,
        "modified_on": document.modified_on and document.modified_on.isoformat(),
        "digest": digest,
    }
