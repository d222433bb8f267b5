"""The headers that tell browsers what our pages may do."""

import pytest
from django.test import Client

from tests.portal.procedures.factories import a_procedure


@pytest.fixture
def strict(client: Client) -> str:
    return client.get("/healthz").headers["Content-Security-Policy"]


def test_no_inline_script_nor_style_is_allowed(strict: str) -> None:
    assert "default-src 'self'" in strict
    assert "unsafe" not in strict
    assert "object-src 'none'" in strict
    assert "frame-ancestors 'none'" in strict


@pytest.mark.django_db
def test_only_the_admin_allows_inline_script(client: Client) -> None:
    policy = client.get("/admin/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.django_db
def test_a_page_that_only_mentions_the_admin_stays_strict(client: Client) -> None:
    assert "unsafe" not in client.get("/x/admin/").headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_politely(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["demarches.example.org"]
    response = client.get("/", headers={"Host": "elsewhere.example.net"})
    assert response.status_code == 400
    assert "<h1" in response.text


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_every_response_carries_the_header(client: Client, header: str, value: str) -> None:
    assert client.get("/healthz").headers[header] == value


def test_pages_may_ask_for_a_position_and_nothing_else(client: Client) -> None:
    header = client.get("/healthz").headers["Permissions-Policy"]
    allowed = [part for part in header.split(", ") if not part.endswith("=()")]
    assert allowed == ["geolocation=(self)"]


@pytest.mark.django_db
def test_a_preview_may_be_framed_by_the_admin_and_stays_strict() -> None:
    policy = a_procedure().make_preview_request().headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("charset", "status"), [("utf-16", 415), ("utf-8", 400), ("UTF8", 400)])
def test_a_form_in_another_charset_is_refused_with_a_sentence(
    client: Client, db: None, charset: str, status: int
) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    response = client.post("/suivi/", data=b"reference=x", content_type=kind)

    assert response.status_code == status
    assert "UTF-8" in response.content.decode() or status == 400
