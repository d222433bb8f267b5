"""From a stored file to its sheet."""

from portal.media.models import StoredFile
from portal.media.names import extension
from portal.spreadsheets.delimited import read_csv
from portal.spreadsheets.sheets import Sheet, refuse
from portal.spreadsheets.subjects import Subject
from portal.spreadsheets.workbooks import read_xlsx

EXTENSIONS = ("xlsx", "csv")


def read_sheet(stored: StoredFile, subject: Subject) -> Sheet:
    """Raises RefusedFile, with what to do."""
    try:
        with stored.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:  # the antivirus may have thrown it away
        raise refuse("Ce fichier a été écarté : envoyez-en un autre.") from None
    if extension(stored.name) == "xlsx":
        return read_xlsx(content, subject.title)
    return read_csv(content)
