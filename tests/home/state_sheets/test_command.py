"""manage.py import_fiches: what it says, and that one bad archive doesn't stop the others."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from home.state_sheets.models import Import, Sheet
from tests.home.state_sheets.archives import archive, publication, sheets

pytestmark = pytest.mark.django_db


def run(*paths: Path, **options: bool) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_fiches", *map(str, paths), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def write(path: Path, packed: io.BytesIO) -> Path:
    path.write_bytes(packed.getvalue())
    return path


def test_it_tells_what_each_archive_changed(tmp_path: Path) -> None:
    documents = {
        "F1": publication("F1"),
        "F2": "<oups",
        "F3": publication("F3", "<Runes>Un sort</Runes>"),
        "menu.xml": "<Menu/>",
    }
    out, err = run(write(tmp_path / "a.zip", archive(documents)))
    assert "Particuliers, 2 fiches ajoutées, 0 changées, 0 retirées" in out
    assert "1 en erreur, 1 autres fichiers ignorés." in out
    assert "F2 laissée de côté" in err
    assert "F3\u00a0: élément inconnu Runes (1), texte gardé" in err
    kept = Import.objects.get()
    assert (kept.source, kept.added, kept.left_out) == ("a.zip", 2, 1)
    assert "F2 laissée de côté" in kept.problems


def test_a_refused_archive_is_told_and_the_others_go_in(tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no archive")
    good = write(tmp_path / "good.zip", sheets("F1"))
    with pytest.raises(CommandError, match=r"bad\.zip, .*nowhere\.zip"):
        run(bad, tmp_path / "nowhere.zip", good)
    assert Sheet.objects.count() == 1
    outcomes = [each.outcome for each in Import.objects.all()]
    assert sorted(outcomes) == ["done", "refused", "refused"]


def test_insisting_lets_an_archive_withdraw_much(tmp_path: Path) -> None:
    run(write(tmp_path / "a.zip", sheets(*[f"F{number}" for number in range(1, 40)])))
    short = write(tmp_path / "b.zip", sheets("F1"))
    with pytest.raises(CommandError):
        run(short)
    assert Sheet.objects.count() == 39
    run(short, force=True)
    assert Sheet.objects.count() == 1
