"""An archive is opened as a hostile file: each trick is refused whole, with a sentence."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest

from home.state_sheets.archive import LARGEST_DOCUMENT, LARGEST_PIECE, RefusedArchive, opened
from home.state_sheets.models import Audience
from tests.home.state_sheets.archives import archive, publication, sheets


def refusal(packed: io.BytesIO) -> str:
    with pytest.raises(RefusedArchive) as refused, opened(packed) as found:
        list(found.contents())
    return str(refused.value)


def test_a_sound_archive_gives_its_documents_and_counts_the_rest() -> None:
    packed = archive(
        {"vdd/F1.xml": publication("F1"), "N2": publication("N2"), "menu.xml": "<Menu/>"}
    )
    with opened(packed) as found:
        assert [code for code, _data in found.contents()] == ["F1", "N2"]
        assert found.others == 1
        assert found.audience == Audience.PERSONS


@pytest.mark.parametrize("audience", Audience.values)
def test_whom_an_archive_speaks_to_is_read_in_its_documents(audience: str) -> None:
    with opened(sheets("F1", "F2", audience=audience)) as found:
        assert found.audience == audience


def test_a_stray_document_of_another_audience_doesn_t_change_the_archive_s() -> None:
    documents = {f"F{number}": publication(f"F{number}") for number in range(1, 20)}
    documents["R1"] = publication("R1", audience="associations")
    with opened(archive(documents)) as found:
        assert found.audience == Audience.PERSONS


def test_a_mixed_archive_and_one_that_names_no_audience_are_refused() -> None:
    mixed = archive({"F1": publication("F1"), "F2": publication("F2", audience="associations")})
    assert "plusieurs publics" in refusal(mixed)
    assert "à quel public" in refusal(archive({"F1": "<Publication ID='F1'/>"}))


@pytest.mark.parametrize(
    "name", ["/etc/F1.xml", "../F1.xml", "a/../../F1.xml", "C:/F1.xml", "..\\F1.xml", "\\F1.xml"]
)
def test_a_name_that_leaves_the_archive_is_refused(name: str) -> None:
    packed = archive({"F2": publication("F2"), name: publication("F1")})
    assert "nom de fichier" in refusal(packed)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_usual_compression_is_unpacked(method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as made:
        made.writestr("F1.xml", publication("F1"))
    assert "compressée" in refusal(packed)


def test_a_document_of_unfinished_tags_is_read_in_no_time() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:  # stored: no ratio gives it away
        made.writestr("F1.xml", b"<Niveau " * (LARGEST_DOCUMENT // 8))
    started = time.perf_counter()
    assert "à quel public" in refusal(packed)
    assert time.perf_counter() - started < 5


def test_the_same_document_twice_is_refused() -> None:
    packed = archive({"a/F1.xml": publication("F1"), "b/F1.xml": publication("F1")})
    assert "deux fois" in refusal(packed)


def test_what_is_no_archive_or_has_no_sheet_is_refused() -> None:
    assert "pas une archive ZIP" in refusal(io.BytesIO(b"<html>502 Bad Gateway</html>"))
    assert "pas une archive ZIP" in refusal(io.BytesIO(b""))
    assert "aucune fiche" in refusal(archive({"lisez-moi.txt": "bonjour"}))


def test_a_cut_archive_is_refused() -> None:
    whole = sheets("F1", "F2").getvalue()
    assert "abîmé" in refusal(io.BytesIO(whole[: len(whole) // 2]))


def test_a_document_whose_bytes_were_damaged_is_refused() -> None:
    whole = bytearray(sheets("F1").getvalue())
    whole[60:90] = bytes(30)
    assert "abîmée" in refusal(io.BytesIO(bytes(whole)))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({"F1": publication("F1"), "F2": b"<a>" + b" " * (LARGEST_DOCUMENT - 10)})
    assert "anormalement compressé" in refusal(bomb)
    assert "trop gros" in refusal(archive({"F1": bytes(LARGEST_DOCUMENT + 1)}))


def test_an_archive_that_lies_about_the_size_of_a_document_is_refused() -> None:
    packed = bytearray(archive({"F1": b" " * (LARGEST_DOCUMENT + 1)}).getvalue())
    true = (LARGEST_DOCUMENT + 1).to_bytes(4, "little")
    while true in packed:
        packed[packed.index(true) : packed.index(true) + 4] = (1000).to_bytes(4, "little")
    assert refusal(io.BytesIO(bytes(packed)))


def test_a_list_of_files_too_long_to_be_read_is_refused_before_it_is() -> None:
    """Ninety thousand entries, said to be there by the last bytes of a small file."""
    entry = b"PK\x01\x02" + bytes(42)
    listed = entry * (LARGEST_PIECE // len(entry) + 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(listed), 0, 0)
    assert "trop de fichiers" in refusal(io.BytesIO(listed + end))


def test_an_archive_is_read_from_a_path_too(tmp_path: Path) -> None:
    path = tmp_path / "vdd.zip"
    path.write_bytes(sheets("F1").getvalue())
    with opened(str(path)) as found:
        assert list(found.documents) == ["F1"]
    path.write_bytes(b"<html>")
    with pytest.raises(RefusedArchive), opened(str(path)):
        pass


def test_too_many_files_and_a_password_are_refused() -> None:
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as packed:
        for number in range(20_001):
            packed.writestr(f"F{number}.xml", b"")
    assert "plus de 20000" in refusal(many)
    locked = bytearray(sheets("F1").getvalue())
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert "mot de passe" in refusal(io.BytesIO(bytes(locked)))
