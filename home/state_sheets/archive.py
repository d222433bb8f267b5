"""A DILA archive, opened as what it may be: a hostile file."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import IO, Any, cast

from home.state_sheets.models import Audience

MOST_DOCUMENTS = 20_000
LARGEST_DOCUMENT = 4_000_000  # bytes; the State's largest is ten times smaller
LARGEST_PIECE = LARGEST_DOCUMENT + 1  # read at once: a document, or the list of them all
LARGEST_TOTAL = 400_000_000
LARGEST_RATIO = 100  # unpacked to packed, for a document of more than SMALL bytes
SMALL = 100_000
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # others ask for as much memory as they like
SAME_AUDIENCE = 0.9  # of the documents that name one
_DOCUMENT = re.compile(r"(?P<code>[FNR][0-9]{1,9})\.xml", re.ASCII)
_ROOT = re.compile(rb'<Niveau\b[^<>]*\bID="(\w+)"')  # stops at each "<": the time stays linear
# NotImplementedError is what zipfile raises for a compression or a version that it doesn't know.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class RefusedArchive(Exception):
    """Nothing of the archive is taken; the message says why, in French."""


class InPieces:
    """A file of which nobody reads more than LARGEST_PIECE at once.

    zipfile reads the list of what an archive holds whole, before anybody may count: one of two
    million names, which fits in what we download, would take all the memory.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if size > LARGEST_PIECE:
            raise RefusedArchive("Cette archive contient trop de fichiers.")
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Archive:
    """The documents of an archive, by code; `others` counts the files that are none."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self._members = opened.infolist()
        self._check()
        found = [(_DOCUMENT.fullmatch(_name(each)), each) for each in self._members]
        self.documents = {match["code"]: each for match, each in found if match}
        files = [each for each in self._members if not each.is_dir()]
        self.others = len(files) - sum(1 for match, _each in found if match)
        if len(self.documents) + self.others != len(files):
            raise RefusedArchive("Cette archive contient deux fois la même fiche.")
        if not self.documents:
            raise RefusedArchive(
                "Cette archive ne contient aucune fiche\u00a0: on attend des noms comme F123.xml."
            )
        self.audience = self._audience()

    def read(self, code: str) -> bytes:
        """The bytes of a document, whatever size the archive said that it has."""
        try:
            with self._zip.open(self.documents[code]) as file:
                data = file.read(LARGEST_DOCUMENT + 1)
        except _BROKEN:
            raise RefusedArchive(f"Cette archive est abîmée\u00a0: {code} ne se lit pas.") from None
        if len(data) > LARGEST_DOCUMENT:
            raise RefusedArchive(f"Le document {code} est trop gros.")
        return data

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Every document with its code, in the archive's order."""
        for code in self.documents:
            yield code, self.read(code)

    def _audience(self) -> Audience:
        """Whom nearly all the documents speak to; reads them all, so it proves that they read."""
        votes: Counter[Audience] = Counter()
        for _code, data in self.contents():
            if (root := _ROOT.search(data)) and (named := root[1].decode().lower()) in Audience:
                votes[Audience(named)] += 1
        if not votes:
            raise RefusedArchive("Aucune fiche de cette archive ne dit à quel public elle parle.")
        (audience, count), *_others = votes.most_common(1)
        if count < SAME_AUDIENCE * votes.total():
            raise RefusedArchive(
                "Les fiches de cette archive parlent à plusieurs publics\u00a0: importez une"
                " archive par public."
            )
        return audience

    def _check(self) -> None:
        if len(self._members) > MOST_DOCUMENTS:
            raise RefusedArchive(f"Cette archive contient plus de {MOST_DOCUMENTS} fichiers.")
        if sum(each.file_size for each in self._members) > LARGEST_TOTAL:
            raise RefusedArchive("Le contenu de cette archive est trop gros.")
        for each in self._members:
            _check_member(each)


@contextmanager
def opened(file: str | IO[bytes]) -> Iterator[Archive]:
    """The archive of a path or an open file; raises RefusedArchive, or OSError for no such file."""
    with ExitStack() as closing:
        whole = closing.enter_context(open(file, "rb")) if isinstance(file, str) else file
        try:
            archive = zipfile.ZipFile(cast(IO[bytes], InPieces(whole)))
        except _BROKEN:
            raise RefusedArchive("Ce fichier n’est pas une archive ZIP, ou il est abîmé.") from None
        yield Archive(closing.enter_context(archive))


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    if name.startswith(("/", "\\")) or "\0" in name or "\\" in name or ":" in name:
        raise RefusedArchive("Cette archive contient un nom de fichier interdit.")
    if ".." in PurePosixPath(name).parts:
        raise RefusedArchive("Cette archive contient un nom de fichier qui en sort.")
    if member.flag_bits & 1:
        raise RefusedArchive("Cette archive est protégée par un mot de passe.")
    if member.compress_type not in PACKED:
        raise RefusedArchive("Cette archive est compressée d’une façon qui n’est pas acceptée.")
    if member.file_size > LARGEST_DOCUMENT:
        raise RefusedArchive(f"Le document {_name(member)} est trop gros.")
    if member.file_size > max(SMALL, LARGEST_RATIO * member.compress_size):
        raise RefusedArchive(f"Le document {_name(member)} est anormalement compressé.")


def _name(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).name
