"""What goes out: an attachment that no browser runs or keeps."""

import pytest
from django.test import RequestFactory

from portal.media import download, intake
from tests.portal.media import samples
from tests.portal.media.samples import upload

pytestmark = pytest.mark.django_db
REQUEST = RequestFactory().get("/")


def test_a_file_goes_out_as_an_attachment_that_no_browser_runs_or_keeps():
    stored = intake.store(upload("facture.pdf", samples.PDF))
    response = download.respond(REQUEST, stored)
    assert response.getvalue() == samples.PDF
    response.close()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(samples.PDF))
    assert response["Content-Disposition"] == 'attachment; filename="facture.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_an_accented_name_is_written_as_rfc_5987_asks():
    response = download.respond(REQUEST, intake.store(upload("reçu d’été.pdf", samples.PDF)))
    response.close()
    disposition = response["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''re%C3%A7u%20d%E2%80%99%C3%A9t%C3%A9.pdf"


def test_a_name_cannot_write_a_header_of_its_own():
    response = download.respond(
        REQUEST, intake.store(upload('a"; x="\r\nSet-Cookie_ b.pdf', samples.PDF))
    )
    response.close()
    assert "Set-Cookie" not in response.headers
    assert "\n" not in response["Content-Disposition"]


def test_a_file_gone_from_its_place_is_said_to_be_gone_and_logged_without_its_name(caplog):
    stored = intake.store(upload("a.pdf", samples.PDF))
    stored.file.storage.delete(str(stored.file.name))
    with caplog.at_level("ERROR"):
        response = download.respond(REQUEST, stored)
    assert response.status_code == 404
    assert "Ce fichier n’existe plus" in response.content.decode()
    assert f"Stored file id={stored.pk} is missing" in caplog.text
    assert "a.pdf" not in caplog.text
