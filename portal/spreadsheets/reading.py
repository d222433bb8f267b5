"""From a stored file to its sheet."""

from portal.media.models import StoredFile
from portal.media.names import extension
from portal.spreadsheets.delimited import read_csv
from portal.spreadsheets.sheets import Sheet
from portal.spreadsheets.subjects import Subject
from portal.spreadsheets.workbooks import read_xlsx

EXTENSIONS = ("xlsx", "csv")


def read_sheet(stored: StoredFile, subject: Subject) -> Sheet:
    """Raises RefusedFile, with what to do."""
    with stored.file.open("rb") as file:
        content = file.read()
    if extension(stored.name) == "xlsx":
        return read_xlsx(content, subject.title)
    return read_csv(content)
