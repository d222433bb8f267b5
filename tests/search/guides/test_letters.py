"""« Comprendre mon courrier »: recognised above a threshold only, dates, and nothing kept."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from home.state_sheets.importing import import_archive
from search.guides.letters import recognise
from search.guides.models import DelayUnit, LetterKind, Unread
from tests.builders import make_procedure
from tests.home.state_sheets.archives import sheets
from tests.search.guides.factories import make_letter

LONG = (
    "Madame, après étude de votre dossier, vous avez perçu à tort la somme de 1 240 euros au titre "
    "du revenu de solidarité active pour la période de mai à juillet. Cordialement."
)


@pytest.fixture
def overpaid(db: None) -> LetterKind:
    return make_letter(
        code="trop-percu",
        title="Vous devez rendre un trop-perçu",
        senders="CAF\nMSA",
        delay=2,
        delay_note="pour contester",
        legal=True,
        danger_words="contrainte\ncommissaire de justice",
        danger="Vous avez 15 jours : appelez-nous.",
    )


@pytest.fixture
def passage(db: None) -> LetterKind:
    return make_letter(
        code="passage", title="Avis de passage", sentences="avis de passage\nacte à retirer"
    )


@pytest.mark.django_db
class TestRecognising:
    @pytest.mark.parametrize(
        ("typed", "sender", "meant"),
        [
            (LONG, "", ["trop-percu"]),
            ("TROP PERCU", "", ["trop-percu"]),
            ("avis de passages", "", ["passage"]),
            ("à tort", "CAF", ["trop-percu"]),
            ("madame monsieur", "", []),
            ("votre dossier est en cours", "", []),
            ("la somme", "", []),
            ("passage", "", []),  # a word alone of « avis de passage » isn't enough
            ("avis de passage", "CAF", []),
            ("", "CAF", ["trop-percu"]),
            ("", "", []),
            ("\u0000?!", "", []),
        ],
    )
    def test_nothing_is_pretended_below_the_threshold(
        self,
        overpaid: LetterKind,
        passage: LetterKind,
        typed: str,
        sender: str,
        meant: list[str],
    ) -> None:
        found = recognise(typed, [overpaid, passage], sender=sender)
        assert [each.letter.code for each in found] == meant

    def test_words_that_press_bring_the_alert(self, overpaid: LetterKind) -> None:
        (found,) = recognise("trop-perçu, une contrainte suit", [overpaid])
        assert found.alert == overpaid.danger
        (calm,) = recognise("trop-perçu", [overpaid])
        assert calm.alert == ""


class TestTheLastDay:
    @given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
    def test_in_months_is_that_day_or_the_last_of_a_shorter_month(
        self, written_on: date, months: int
    ) -> None:
        found = LetterKind(delay=months, delay_unit=DelayUnit.MONTHS).deadline(written_on)
        assert found is not None
        assert (found.year * 12 + found.month) - (written_on.year * 12 + written_on.month) == months
        shorter = (found + timedelta(days=1)).day == 1
        assert found.day == written_on.day or (shorter and found.day < written_on.day)

    @given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 366))
    def test_in_days_is_so_many_days_later(self, written_on: date, days: int) -> None:
        found = LetterKind(delay=days, delay_unit=DelayUnit.DAYS).deadline(written_on)
        assert found == written_on + timedelta(days=days)

    @pytest.mark.parametrize(
        ("written_on", "last"),
        [(date(2026, 12, 31), date(2027, 2, 28)), (date(2027, 12, 30), date(2028, 2, 29))],
    )
    def test_two_months_after_a_long_month(self, written_on: date, last: date) -> None:
        assert LetterKind(delay=2).deadline(written_on) == last

    def test_nothing_presses_without_a_delay(self) -> None:
        assert LetterKind().deadline(date(2026, 1, 1)) is None


def page(client: Client, path: str = "/orientation/courrier/", **sent: str) -> str:
    response = client.get(path, sent)
    assert response.status_code == 200
    return response.content.decode()


def sent(client: Client, **data: str) -> str:
    response = client.post("/orientation/courrier/", data)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
class TestThePages:
    @pytest.fixture(autouse=True)
    def _in_november(self) -> Iterator[None]:
        with time_machine.travel("2026-11-25 10:00+01:00"):
            yield

    def test_one_may_pick_from_the_list(self, client: Client, overpaid: LetterKind) -> None:
        make_letter(live=False, title="Brouillon")
        listed = page(client)
        assert 'href="/orientation/courrier/trop-percu/"' in listed
        assert "Brouillon" not in listed
        assert client.get("/orientation/courrier/absent/").status_code == 404

    def test_the_state_s_sheet_is_told_once_it_is_in(
        self, client: Client, overpaid: LetterKind
    ) -> None:
        LetterKind.objects.update(sheet="F2269")
        assert "La règle nationale" not in page(client, overpaid.get_absolute_url())
        import_archive(sheets("F2269", title="Indus"))
        said = page(client, overpaid.get_absolute_url())
        assert 'La règle nationale&nbsp;: <a href="/fiches/F2269/">Indus</a>' in said

    def test_a_sentence_brings_what_it_means_and_by_when(
        self, client: Client, overpaid: LetterKind
    ) -> None:
        said = sent(client, sentence=LONG, date="2026-11-02")
        assert "La caisse pense vous avoir trop versé." in said
        assert "2\u00a0janvier\u00a02027" in said
        assert "à partir de la date du courrier" in said
        assert "Par prudence" in said

    def test_the_date_may_be_given_afterwards(self, client: Client, overpaid: LetterKind) -> None:
        said = page(client, overpaid.get_absolute_url(), date="2026-09-01")
        assert "1er\u00a0novembre" in said
        assert "Ce délai semble passé" in said

    @pytest.mark.parametrize("wrong", ["2027-01-01", "1999-01-01", "hier", "\x00"])
    def test_a_date_that_can_not_be_is_said_wrong(
        self, client: Client, overpaid: LetterKind, wrong: str
    ) -> None:
        said = page(client, overpaid.get_absolute_url(), date=wrong)
        assert "Dernier jour" not in said
        assert "point à corriger" in said

    def test_several_are_proposed(self, client: Client, overpaid: LetterKind) -> None:
        make_letter(title="Suspension", senders="CAF", sentences="suspension du RSA")
        said = sent(client, sender="CAF", date="2026-11-02")
        assert "Lequel est-ce" in said
        assert "/orientation/courrier/trop-percu/?date=2026-11-02" in said

    def test_what_is_not_understood_is_left_as_a_question_and_counted_without_its_words(
        self, client: Client, overpaid: LetterKind
    ) -> None:
        make_procedure(title="Autre demande", code="autre", live=True, catch_all=True, shared=True)
        for _ in range(2):
            said = sent(client, sentence="Le vélo de Zoé Delattre", sender="CAF")
        assert "Nous n’avons pas reconnu" in said
        assert 'action="/demarches/autre/commencer/"' in said
        assert "Le vélo de Zoé Delattre" in said
        (counted,) = Unread.objects.all()
        assert (counted.sender, counted.times, counted.day) == ("CAF", 2, date(2026, 11, 25))

    @pytest.mark.parametrize("data", [{}, {"sentence": "x" * 3000}, {"sender": "Personne"}])
    def test_what_can_not_be_read_is_refused_in_french(
        self, client: Client, overpaid: LetterKind, data: dict[str, str]
    ) -> None:
        assert "à corriger" in sent(client, **data)
        assert not Unread.objects.exists()

    def test_the_list_of_what_was_not_understood_is_for_editors(self, admin_client: Client) -> None:
        Unread.objects.create(day=date(2026, 11, 24), sender="CAF", times=3)
        said = admin_client.get("/admin/reports/courriers/")
        assert said.status_code in {200, 302}
