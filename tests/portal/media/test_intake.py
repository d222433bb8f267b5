"""What comes in: honest files are kept, forged ones refused with a sentence that helps."""

import hashlib
import re
import stat
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import File
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.media import intake, kinds, names, offices
from portal.media.models import StoredFile
from tests.portal.media import samples
from tests.portal.media.samples import upload

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODF = "application/vnd.oasis.opendocument"


HONEST = {
    "facture.pdf": (samples.PDF, "application/pdf"),
    "photo.JPG": (samples.saved(samples.drawing(), "JPEG"), "image/jpeg"),
    "photo.jpeg": (samples.saved(samples.drawing("L"), "JPEG"), "image/jpeg"),
    "plan.png": (samples.saved(samples.drawing(), "PNG"), "image/png"),
    "mot.txt": (samples.TEXT, "text/plain"),
    "ancien.txt": ("Déjà vu à Orléans".encode("cp1252"), "text/plain"),
    "bloc-notes.txt": ("Déjà vu".encode("utf-16"), "text/plain"),
    "liste.csv": (b"nom;ville\nA;B\nC;D\n", "text/csv"),
    "lettre.docx": (samples.docx(), DOCX),
    "budget.xlsx": (samples.xlsx(), XLSX),
    "lettre.odt": (samples.odf("text"), f"{ODF}.text"),
    "budget.ods": (samples.odf("spreadsheet"), f"{ODF}.spreadsheet"),
    "lettre.doc": (samples.ole("WordDocument", "1Table"), "application/msword"),
    "budget.xls": (samples.ole("Workbook"), "application/vnd.ms-excel"),
}
PHOTOS = ("photo.JPG", "photo.jpeg", "plan.png")


def refused(name: str, content: bytes) -> ValidationError:
    """The refusal of a file that must not come in."""
    with pytest.raises(ValidationError) as caught:
        intake.make_safe(upload(name, content))
    return caught.value


@pytest.mark.django_db
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_kept_with_its_name_type_and_fingerprint(name):
    content, content_type = HONEST[name]
    stored = intake.store(upload(name, content))
    stored.refresh_from_db()
    kept = stored.file.read()
    stored.file.close()
    assert (stored.name, stored.content_type) == (name, content_type)
    assert stored.sha256 == hashlib.sha256(kept).hexdigest()
    assert stored.size == len(kept)
    assert kept == content or name in PHOTOS


@pytest.mark.django_db
def test_a_file_is_kept_under_a_path_that_tells_nothing_and_only_we_can_read():
    stored = intake.store(upload("avis-imposition-dupont.pdf", samples.PDF))
    again = intake.store(upload("avis-imposition-dupont.pdf", samples.PDF))
    assert re.fullmatch(r"\d{4}/\d\d/[0-9a-f]{48}", str(stored.file.name))
    assert stored.file.name != again.file.name
    assert stored.pk != again.pk
    assert stat.S_IMODE(Path(stored.file.path).stat().st_mode) == 0o600
    with pytest.raises(ValueError, match="has no address"):
        _ = stored.file.url


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing_behind():
    with pytest.raises(ValidationError):
        intake.store(upload("page.pdf", samples.HTML))
    assert not StoredFile.objects.exists()


def test_every_kind_has_an_honest_example_here():
    shown = {names.extension(name) for name in HONEST}
    assert shown | {"webp", "heic", "heif"} == set(kinds.KINDS)
    assert set(kinds.accept().split(",")) == {f".{extension}" for extension in kinds.KINDS}


@pytest.mark.parametrize("name", ["a.webp", "a.heic", "a.heif"])
def test_photos_that_few_programs_open_become_jpeg(name):
    content = samples.saved(samples.drawing(), "WEBP") if name == "a.webp" else samples.heic()
    safe = intake.make_safe(upload(name, content))
    assert (safe.name, safe.content_type) == ("a.jpg", "image/jpeg")
    assert safe.content.startswith(b"\xff\xd8")


FORGERIES = {
    "html": samples.HTML,
    "svg": samples.SVG,
    "shell": samples.SHELL,
    "php": b"<?php system($_GET['c']); ?>",
    "windows program": samples.WINDOWS_PROGRAM,
    "linux program": samples.LINUX_PROGRAM,
    "archive": samples.packed({"virus.exe": samples.WINDOWS_PROGRAM}),
    "noise": bytes(range(256)) * 4,
    "page behind a text": samples.TEXT + samples.HTML,
    "archive behind a page": samples.HTML + samples.docx(),
    "image that is a page too": b"GIF89a/*" + samples.HTML,
}


@pytest.mark.parametrize("extension", kinds.KINDS)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_nothing_that_runs_comes_in_under_any_name(extension, forgery):
    error = refused(f"innocent.{extension}", FORGERIES[forgery])
    assert error.code in {"mismatch", "damaged"}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_under_another_kind_of_name_is_refused(name):
    content, content_type = HONEST[name]
    texts = {"text/plain", "text/csv"}
    for extension, kind in kinds.KINDS.items():
        same = kind.content_type == content_type or {kind.content_type, content_type} <= texts
        if not same:
            assert refused(f"x.{extension}", content).code in {"mismatch", "damaged"}, extension


@pytest.mark.parametrize(
    "name", ["a.exe", "a.html", "a.svg", "a.pdf.exe", "a.js", "a.docm", "a.zip", "a.gif", "pdf", ""]
)
def test_a_name_that_we_do_not_know_is_refused_whatever_it_holds(name):
    with pytest.raises(ValidationError) as caught:
        intake.make_safe(File(BytesIO(samples.PDF), name=name))
    assert caught.value.code == "type"


def test_a_pdf_that_is_also_an_archive_is_refused():
    assert refused("a.pdf", samples.PDF + samples.docx()).code == "mismatch"


def test_a_pdf_with_something_before_it_is_refused():
    assert refused("a.pdf", samples.SHELL + samples.PDF).code == "mismatch"


def test_a_pdf_cut_short_is_said_to_be_damaged():
    assert refused("a.pdf", samples.PDF[:60]).code == "damaged"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", samples.docx(**{"word/vbaProject.bin": b"x"})),
        ("a.docx", samples.docx(**{"word/activeX/activeX1.bin": b"x"})),
        ("a.docx", samples.docx(**{"[Content_Types].xml": b"ms-word.document.macroEnabled.main"})),
        ("a.odt", samples.odf("text", **{"Basic/Standard/Module1.xml": b"x"})),
        ("a.ods", samples.odf("spreadsheet", **{"Scripts/python/a.py": b"x"})),
        ("a.doc", samples.ole("WordDocument", "_VBA_PROJECT")),
        ("a.xls", samples.ole("Workbook", "_VBA_PROJECT")),
    ],
)
def test_macros_are_refused_with_their_own_sentence(name, content):
    error = refused(name, content)
    assert error.code == "macros"
    assert "Enregistrez-le en PDF ou sans macros" in error.message


def test_an_archive_that_would_unpack_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(offices, "MOST_UNPACKED", 1_000)
    assert refused("a.docx", samples.docx(big=bytes(2_000))).code == "damaged"
    monkeypatch.setattr(offices, "MOST_MEMBERS", 2)
    assert refused("a.docx", samples.docx()).code == "damaged"


def test_a_broken_archive_is_said_to_be_damaged():
    assert refused("a.odt", samples.odf("text")[:-30]).code == "damaged"


def test_a_file_too_heavy_is_refused_in_plain_french(settings):
    settings.UPLOAD_MAX_BYTES = 1_500_000
    error = refused("vidéo.pdf", samples.PDF.ljust(1_500_001))
    assert error.code == "too_large"
    assert error.message == (
        "Le fichier «\u00a0vidéo.pdf\u00a0» est trop lourd\u00a0: 1,5\u00a0Mo au plus."
        " Réduisez-le ou envoyez-le en plusieurs fois."
    )


def test_the_limit_itself_comes_in(settings):
    settings.UPLOAD_MAX_BYTES = len(samples.PDF)
    assert intake.make_safe(upload("a.pdf", samples.PDF)).content == samples.PDF


def test_a_size_that_lies_is_not_believed(settings):
    settings.UPLOAD_MAX_BYTES = 100
    file = upload("a.pdf", samples.PDF)
    file.size = 5
    with pytest.raises(ValidationError, match="trop lourd"):
        intake.make_safe(file)


def test_an_empty_file_is_refused_in_plain_french():
    assert "est vide" in refused("a.pdf", b"").message


def test_a_very_long_name_does_not_fill_the_screen():
    assert len(refused("x" * 140 + ".exe", b"x").message) < 260


@given(st.sampled_from(sorted(HONEST)), st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_is_kept_or_refused_but_never_breaks_us(name, data):
    content = bytearray(HONEST[name][0])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    with suppress(ValidationError):
        intake.make_safe(upload(name, bytes(content[:cut])))


def test_a_picture_too_large_to_unpack_is_refused_before_it_is():
    white = Image.new("1", (9_000, 9_000))
    assert refused("a.png", samples.saved(white, "PNG")).code == "too_many_pixels"
    bomb = Image.new("1", (14_000, 14_000))
    assert refused("a.png", samples.saved(bomb, "PNG")).code == "too_many_pixels"
