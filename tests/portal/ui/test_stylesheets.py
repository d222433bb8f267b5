"""One small sheet a face, in the organisation's hue, kept by browsers until it changes."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client

from portal.ui import stylesheets
from portal.ui.stylesheets import FACES, FOLDER

LIMIT = 25_000  # bytes of style, before compression
SCRIPT_LIMIT = 40_000  # bytes of script as sent, htmx included
HTMX = "django_htmx/htmx-2.min.js"


def address(face: str, hue: int) -> str:
    return f"/style/{face}/{hue}/{stylesheets.digest(face)}.css"


@pytest.mark.parametrize("face", FACES)
def test_a_face_s_sheet_stays_small(face: str) -> None:
    assert len(stylesheets.joined(face, 359).encode()) < LIMIT


def test_the_scripts_of_a_page_stay_small() -> None:
    names = ["ui/js/forms.js", "ui/js/keys.js", HTMX, "django_htmx/django-htmx.js"]
    files = [Path(str(finders.find(name))) for name in names]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < SCRIPT_LIMIT


def test_every_part_is_in_some_face() -> None:
    used = {name for face in FACES.values() for name in face.split()}
    there = {str(file.relative_to(FOLDER).with_suffix("")) for file in FOLDER.rglob("*.css")}
    assert used == there


@pytest.mark.parametrize("face", FACES)
def test_a_sheet_keeps_its_braces_and_loses_its_comments(face: str) -> None:
    sheet = stylesheets.joined(face, 12)
    assert sheet.count("{") == sheet.count("}")
    assert "/*" not in sheet


@pytest.mark.parametrize("hue", [0, 205, 359])
def test_the_sheet_ends_with_the_hue(client: Client, hue: int) -> None:
    response = client.get(address("public", hue))
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response.content.decode().endswith(f"--hue: {hue} }} }}\n")


def test_a_sheet_is_kept_for_a_year_under_its_digest_only(client: Client) -> None:
    assert "immutable" in client.get(address("staff", 205))["Cache-Control"]
    assert client.get("/style/staff/205/0123456789ab.css")["Cache-Control"] == "no-cache"


def test_a_sheet_travels_compressed_and_without_a_session(client: Client) -> None:
    response = client.get(address("public", 205), headers={"accept-encoding": "gzip"})
    assert len(gzip.decompress(response.content)) > len(response.content)
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/style/public/360/x.css", "/style/other/205/x.css"])
def test_there_is_no_other_hue_nor_face(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("context", "hue"),
    [
        ({}, 205),
        ({"organisation": None}, 205),
        ({"organisation": type("Town", (), {"name": "Ville", "hue": 12, "logo": None})()}, 12),
    ],
)
def test_a_page_links_the_sheet_of_its_organisation(context: dict[str, object], hue: int) -> None:
    drawn = Template("{% stylesheet 'public' %}").render(Context(context))
    assert drawn == address("public", hue)


def test_nothing_in_the_sheets_comes_from_elsewhere() -> None:
    for face in FACES:
        assert not re.search(r"url\(|@import|@font-face", stylesheets.parts(face))
