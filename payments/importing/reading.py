"""From a file to its invoices, whatever its format."""

from collections.abc import Iterator
from typing import IO, Final

from payments.importing.objects import read_json
from payments.importing.rows import Raw, read_csv, read_xlsx
from portal.media.names import extension

MOST_BYTES: Final = 60_000_000
EXTENSIONS: Final = ("csv", "xlsx", "json", "jsonl")


def read(file: IO[bytes], name: str, currency: str) -> Iterator[Raw]:
    """One after the other, never all at once. Raises RefusedFile, with what to do."""
    kind = extension(name)
    if kind == "csv":
        return read_csv(file)
    if kind == "xlsx":
        return read_xlsx(file)
    return read_json(file, currency)
