"""Archives brought in: added, changed, withdrawn, all at once or not at all."""

import io
from collections.abc import Iterator
from typing import Any

import pytest

from home.state_sheets.archive import RefusedArchive
from home.state_sheets.importing import import_archive
from home.state_sheets.models import Intake, Sheet, WithdrawnSheet
from home.state_sheets.signals import sheets_changed
from tests.home.state_sheets.archives import archive, publication, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    """What is announced to whoever keeps an index."""
    said: list[dict[str, Any]] = []

    def listen(added: set[str], changed: set[str], withdrawn: set[str], **_more: Any) -> None:
        said.append({"added": added, "changed": changed, "withdrawn": withdrawn})

    sheets_changed.connect(listen)
    yield said
    sheets_changed.disconnect(listen)


def test_a_document_becomes_a_sheet_with_all_that_the_search_needs() -> None:
    body = """<Texte><Chapitre><Titre><Paragraphe>Qui peut le faire ?</Paragraphe></Titre>
      <BlocCas affichage="radio"><Cas><Titre>Vous avez une tour</Titre>
        <Paragraphe>Le 1<Exposant>er</Exposant> jour.</Paragraphe></Cas></BlocCas>
      </Chapitre></Texte>
      <Reference URL="https://loi.example/"><Titre>Loi des dragons</Titre></Reference>"""
    import_archive(archive({"F1": publication("F1", body)}))

    sheet = Sheet.objects.get()
    assert (sheet.code, sheet.audience, sheet.title) == ("F1", "particuliers", "Élever un dragon")
    assert sheet.breadcrumb == [["N900", "Animaux fabuleux"], ["N901", "Dragons"]]
    assert sheet.theme == "N900"
    assert sheet.subject == "Animaux fabuleux"
    assert sheet.description == "Ce qu'il faut savoir."
    assert sheet.modified_on.isoformat() == "2026-03-02"
    assert sheet.original == "https://www.service-public.fr/particuliers/vosdroits/F1"
    assert sheet.headings == "Qui peut le faire ?\nVous avez une tour"
    assert sheet.text == "Qui peut le faire ?\nVous avez une tour\nLe 1er jour."


def test_a_second_archive_adds_changes_and_withdraws(heard: list[dict[str, Any]]) -> None:
    import_archive(sheets("F1", "F2", "F3"))
    first = Sheet.objects.get(code="F2")
    report = import_archive(
        archive(
            {
                "F2": publication("F2"),
                "F3": publication("F3", title="Nourrir un dragon"),
                "F4": publication("F4"),
            }
        )
    )
    assert (report.added, report.changed, report.withdrawn) == ({"F4"}, {"F3"}, {"F1"})
    assert report.unchanged == 1
    assert [str(each) for each in WithdrawnSheet.objects.all()] == ["Élever un dragon"]
    assert Sheet.objects.get(code="F2").changed_at == first.changed_at
    assert Sheet.objects.get(code="F3").title == "Nourrir un dragon"
    assert heard[1:] == [{"added": {"F4"}, "changed": {"F3"}, "withdrawn": {"F1"}}]


def test_the_same_archive_again_changes_nothing(
    heard: list[dict[str, Any]], django_assert_max_num_queries: Any
) -> None:
    import_archive(sheets("F1", "F2"))
    with django_assert_max_num_queries(2):
        report = import_archive(sheets("F1", "F2"))
    assert (report.added, report.changed, report.withdrawn) == (set(), set(), set())
    assert report.unchanged == 2
    assert len(heard) == 1


def test_an_archive_touches_only_its_audience(heard: list[dict[str, Any]]) -> None:
    import_archive(sheets("F1", "F2"))
    import_archive(sheets("F2", "F3", audience="associations"))
    assert Sheet.objects.count() == 4

    import_archive(sheets("F1"))
    assert list(Sheet.objects.filter(code="F2").values_list("audience", flat=True)) == [
        "associations"
    ]
    assert heard[-1]["withdrawn"] == set()  # the code still has a sheet: it changed
    assert heard[-1]["changed"] == {"F2"}


def test_a_sheet_that_comes_back_is_no_longer_withdrawn() -> None:
    import_archive(sheets("F1", "F2"))
    import_archive(sheets("F1"))
    import_archive(sheets("F1", "F2"))
    assert not WithdrawnSheet.objects.exists()
    assert Sheet.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<Publication ID='F2'><dc", "pas du XML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><Publication ID='F2'>&b;</Publication>", "entités"),
        ("<!DOCTYPE a SYSTEM 'https://x.example/a.dtd'><Publication ID='F2'/>", "entités"),
        ("<html ID='F2'/>", "racine"),
        ("<Publication ID='F2'/>", "titre"),
        (publication("F3"), "autre identifiant"),
        (publication("F2", "<Texte>" * 70 + "</Texte>" * 70), "imbriqués"),
        (b"\xff\xfe\x00", "pas du XML"),
        ('<?xml version="1.0" encoding="klingon"?><Publication ID="F2"/>', "pas du XML"),
    ],
)
def test_a_document_that_cannot_be_read_is_listed_and_the_others_go_in(
    text: str | bytes, reason: str
) -> None:
    import_archive(sheets("F1", "F2"))
    report = import_archive(archive({"F1": publication("F1", title="Autre"), "F2": text}))
    assert list(report.errors) == ["F2"]
    assert reason in report.errors["F2"]
    assert {each.code: each.title for each in Sheet.objects.all()} == {
        "F1": "Autre",
        "F2": "Élever un dragon",  # what it had
    }


def test_a_broken_archive_changes_nothing() -> None:
    import_archive(sheets("F1"))
    whole = sheets("F2", "F3", "F4").getvalue()
    with pytest.raises(RefusedArchive):
        import_archive(io.BytesIO(whole[:-300]))
    assert [each.code for each in Sheet.objects.all()] == ["F1"]


def test_an_archive_nearly_empty_is_refused_unless_one_insists() -> None:
    import_archive(sheets(*[f"F{number}" for number in range(1, 52)]))
    rest = [f"F{number}" for number in range(1, 31)]
    with pytest.raises(RefusedArchive, match="21 fiches sur 51"):
        import_archive(sheets(*rest))
    assert Sheet.objects.count() == 51

    import_archive(sheets(*rest), force=True)
    assert Sheet.objects.count() == 30


def test_what_the_search_cannot_announce_isn_t_switched() -> None:
    import_archive(sheets("F1"))

    def fail(**_said: Any) -> None:
        raise RuntimeError("the index is full")

    sheets_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            import_archive(sheets("F1", "F2"))
    finally:
        sheets_changed.disconnect(fail)
    assert [each.code for each in Sheet.objects.all()] == ["F1"]
    assert import_archive(sheets("F1", "F2")).added == {"F2"}


class Interrupted(io.BytesIO):
    """An archive that is being read when another import comes in."""

    other: io.BytesIO | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        if self.other and Intake.objects.filter(audience="particuliers").exists():
            other, self.other = self.other, None
            import_archive(other)
        return super().read(size)


def test_an_import_that_another_overtook_writes_nothing() -> None:
    late = Interrupted(sheets("F1").getvalue())
    late.other = sheets("F2")
    with pytest.raises(RefusedArchive, match="Un autre import"):
        import_archive(late)
    assert [each.code for each in Sheet.objects.all()] == ["F2"]
