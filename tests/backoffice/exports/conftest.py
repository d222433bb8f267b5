"""The town of the queues, and an export from its page to its lines."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from backoffice.exports import processing
from backoffice.exports.models import Export
from portal.accounts.models import User
from tests.backoffice.queues.conftest import BACKEND, secret, town

__all__ = ["secret", "town"]
Lines = list[dict[str, object]]


@pytest.fixture
def ask(client: Client) -> Callable[..., Export]:
    """`ask(agent, "mon-service", "csv", channel="online")`: asked for on its page, then written."""

    def export(agent: User, slug: str, kind: str = "csv", **query: object) -> Export:
        client.force_login(agent, backend=BACKEND)
        response = client.post(
            f"/gestion/files/{slug}/exporter/", {"format": kind}, query_params=query
        )
        assert response.status_code == 302
        found = Export.objects.get(pk=response["Location"].rstrip("/").split("/")[-1])
        processing.write(str(found.pk))
        found.refresh_from_db()
        return found

    return export


def lines(export: Export) -> Lines:
    """What the file says, line by line, under its headers."""
    assert export.stored
    with export.stored.file.open("rb") as file:
        content = file.read()
    if export.kind == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    header, *rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]
