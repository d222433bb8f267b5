"""Office documents looked into: what they are, and that they hold no program."""

from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from portal.media.names import extension as extension_of
from portal.media.refusals import refusal

MOST_MEMBERS: Final = 5_000
MOST_UNPACKED: Final = 300_000_000  # bytes announced; a spreadsheet packs ten to one

# The part without which the document is not what it says.
MAIN_PARTS: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
ODF_TYPES: Final = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
PROGRAM_FILES: Final = ("vbaproject.bin", "vbadata.xml")
PROGRAM_FOLDERS: Final = ("basic/", "scripts/", "xl/macrosheets/", "word/activex/", "xl/activex/")
PROGRAM_TYPES: Final = (b"macroEnabled", b"ms-office.vbaProject", b"ms-excel.macrosheet")
# Names of the streams in an old Word or Excel file, written in UTF-16.
OLE_STREAMS: Final = {"doc": ("WordDocument",), "xls": ("Workbook", "Book")}
OLE_PROGRAM: Final = "_VBA_PROJECT".encode("utf-16-le")


def check_packed(content: bytes, name: str) -> None:
    """Refuse a docx, xlsx, odt or ods that is not one, is a bomb, or holds macros."""
    if not content.startswith(b"PK\x03\x04"):  # something else stands before the archive
        raise refusal("mismatch", name)
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_archive(archive, name)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise refusal("damaged", name) from error


def check_ole(content: bytes, name: str) -> None:
    """Refuse a doc or xls that is not one or holds macros."""
    if not any(stream.encode("utf-16-le") in content for stream in OLE_STREAMS[extension_of(name)]):
        raise refusal("mismatch", name)
    if OLE_PROGRAM in content:
        raise refusal("macros", name)


def _check_archive(archive: ZipFile, name: str) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(part.file_size for part in members) > MOST_UNPACKED:
        raise refusal("damaged", name)
    if not _is_what_it_says(archive, extension_of(name)):
        raise refusal("mismatch", name)
    if _holds_a_program(archive):
        raise refusal("macros", name)


def _is_what_it_says(archive: ZipFile, extension: str) -> bool:
    parts = archive.namelist()
    if extension in ODF_TYPES:
        return "mimetype" in parts and _read(archive, "mimetype").strip() == ODF_TYPES[extension]
    return MAIN_PARTS[extension] in parts and "[Content_Types].xml" in parts


def _holds_a_program(archive: ZipFile) -> bool:
    parts = [part.lower() for part in archive.namelist()]
    if any(part.startswith(PROGRAM_FOLDERS) or part.endswith(PROGRAM_FILES) for part in parts):
        return True
    if "[Content_Types].xml" not in archive.namelist():
        return False
    types = _read(archive, "[Content_Types].xml")
    return any(program in types for program in PROGRAM_TYPES)


def _read(archive: ZipFile, part: str) -> bytes:
    with archive.open(part) as packed:
        return packed.read(1_000_000)
