"""File names: readable by the agent, harmless to their computer."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.media import names


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("facture été 2026.pdf", "facture été 2026.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Mes documents\\bail.pdf", "bail.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("  . bail  signé .pdf ", "bail signé.pdf"),
        (".pdf", "pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("", "fichier"),
        ("///", "fichier"),
        ("une phrase. avec un point", "une phrase. avec un point"),
    ],
)
def test_a_name_is_kept_readable_and_made_harmless(sent, kept):
    assert names.clean(sent) == kept


def test_a_long_name_is_cut_before_its_extension():
    assert names.clean("é" * 500 + ".pdf") == "é" * 146 + ".pdf"


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_is_short_and_has_no_path(sent):
    kept = names.clean(sent)
    assert 0 < len(kept) <= names.LONGEST_NAME
    assert not set(kept) & set('/\\<>:"|?*')
    assert all(unicodedata.category(char)[0] != "C" for char in kept)
    assert names.clean(kept) == kept


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), (".pdf", "")]
)
def test_an_extension_is_what_follows_the_last_dot(name, extension):
    assert names.extension(name) == extension


def test_a_name_takes_the_extension_of_what_the_file_became():
    assert names.with_extension("Photo.de.rue.HEIC", "jpg") == "Photo.de.rue.jpg"
