"""The legal clock: dated cases worked by hand with their articles, then what always holds."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.demandes.legal_clock import (
    LegalClock,
    PieceRequest,
    legal_clock,
    receipt_due_on,
    received_date,
)
from portal.demandes.legal_words import describe
from portal.procedures.models import Silence
from portal.text.dates import add_months

ACCEPT, REJECT, NONE = Silence.ACCEPT, Silence.REJECT, Silence.NONE


def day(text: str) -> date:
    """`24/11/2026`, as the cases are written."""
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=UTC).date()


def piece(asked: str, deadline: str, received: str = "", *, indispensable: bool = True):
    received_on = day(received) if received else None
    return PieceRequest(day(asked), day(deadline), received_on, indispensable)


@dataclass(frozen=True)
class Case:
    """One line of the table; `silence` is the date worked by hand, empty where there is none."""

    title: str
    articles: str
    effect: str
    received: str
    silence: str
    months: int = 2
    forwarded: str = ""
    pieces: tuple[PieceRequest, ...] = ()

    def clock(self) -> LegalClock:
        return legal_clock(
            effect=self.effect,
            received_on=day(self.received),
            months=self.months,
            competent_received_on=day(self.forwarded) if self.forwarded else None,
            pieces=self.pieces,
        )


# One request of the tables below: asked on 10 September, due by 10 October (30 days).
IN_TIME = piece("10/09/2026", "10/10/2026", "25/09/2026")
NEVER = piece("10/09/2026", "10/10/2026")
LATE = piece("10/09/2026", "10/10/2026", "20/10/2026")
USEFUL = piece("10/09/2026", "10/10/2026", indispensable=False)

PLAIN = [
    Case("two months, same day of the month", "L231-1", ACCEPT, "24/11/2026", "24/01/2027"),
    Case("within one year", "L231-1", ACCEPT, "15/01/2026", "15/03/2026"),
    Case("31 December: February has 28 days", "L231-1", ACCEPT, "31/12/2026", "28/02/2027"),
    Case("31 December: leap February", "L231-1", ACCEPT, "31/12/2027", "29/02/2028"),
    Case("30 December: February has 28 days", "L231-1", ACCEPT, "30/12/2026", "28/02/2027"),
    Case("29 December: leap February", "L231-1", ACCEPT, "29/12/2027", "29/02/2028"),
    Case("31 July: September has 30 days", "L231-1", ACCEPT, "31/07/2026", "30/09/2026"),
    Case("one month", "L231-1, L231-6", ACCEPT, "31/08/2026", "30/09/2026", months=1),
    Case("28 February is not a month's end", "L231-1", ACCEPT, "28/02/2026", "28/04/2026"),
    Case("29 February", "L231-1", ACCEPT, "29/02/2028", "29/04/2028"),
    Case("on Christmas Day, not put off", "L231-1", ACCEPT, "25/10/2026", "25/12/2026"),
    Case("on a Sunday, not put off", "L231-1", ACCEPT, "06/10/2026", "06/12/2026"),
    Case("rejection, two months", "L231-4", REJECT, "03/10/2026", "03/12/2026"),
    Case("rejection, four months", "L231-4, L231-6", REJECT, "31/10/2026", "28/02/2027", months=4),
    Case("rejection, a year", "L231-4, L231-6", REJECT, "29/02/2028", "28/02/2029", months=12),
    Case("a report: silence is worth nothing", "L231-4", NONE, "24/11/2026", ""),
    Case("a report and its pieces", "L231-4", NONE, "01/09/2026", "", pieces=(NEVER,)),
]
FORWARDED = [
    Case(
        "acceptance counts from the competent body",
        "L114-2, L114-3",
        ACCEPT,
        "02/11/2026",
        "09/01/2027",
        forwarded="09/11/2026",
    ),
    Case(
        "rejection counts from the first receipt",
        "L114-2, L114-3",
        REJECT,
        "02/11/2026",
        "02/01/2027",
        forwarded="09/11/2026",
    ),
    Case(
        "forwarded into a month's end",
        "L114-3",
        ACCEPT,
        "20/12/2026",
        "28/02/2027",
        forwarded="31/12/2026",
    ),
    Case(
        "acceptance: forwarded, then completed",
        "L114-3, L114-5",
        ACCEPT,
        "02/11/2026",
        "20/01/2027",
        forwarded="09/11/2026",
        pieces=(piece("12/11/2026", "12/12/2026", "20/11/2026"),),
    ),
    Case(
        "acceptance: completed, then forwarded",
        "L114-3, L114-5",
        ACCEPT,
        "02/11/2026",
        "09/01/2027",
        forwarded="09/11/2026",
        pieces=(piece("03/11/2026", "03/12/2026", "05/11/2026"),),
    ),
    Case(
        "rejection: forwarded, then suspended for 8 days",
        "L114-3, L114-5",
        REJECT,
        "02/11/2026",
        "10/01/2027",
        forwarded="09/11/2026",
        pieces=(piece("12/11/2026", "12/12/2026", "20/11/2026"),),
    ),
]


def september(title: str, articles: str, effect: Silence, silence: str, *pieces: PieceRequest):
    """A demande received on 1 September 2026: without pieces, silence counts on 1 November."""
    return Case(title, articles, effect, "01/09/2026", silence, pieces=pieces)


ACCEPTANCE_WITH_PIECES = [
    september("starts at their arrival", "L114-5", ACCEPT, "25/11/2026", IN_TIME),
    september("never starts without them", "L114-5", ACCEPT, "", NEVER),
    september("starts at a late arrival", "L114-5", ACCEPT, "20/12/2026", LATE),
    september("not indispensable: goes on", "L114-5-1", ACCEPT, "01/11/2026", USEFUL),
    september("one of each", "L114-5, L114-5-1", ACCEPT, "25/11/2026", IN_TIME, USEFUL),
    september(
        "the last of two to arrive",
        "L114-5",
        ACCEPT,
        "05/12/2026",
        IN_TIME,
        piece("15/09/2026", "15/10/2026", "05/10/2026"),
    ),
    september(
        "the first asked for arrives last",
        "L114-5",
        ACCEPT,
        "05/12/2026",
        piece("15/09/2026", "15/10/2026", "20/09/2026"),
        piece("10/09/2026", "10/10/2026", "05/10/2026"),
    ),
    september(
        "one arrived, one awaited",
        "L114-5",
        ACCEPT,
        "",
        IN_TIME,
        piece("15/09/2026", "15/10/2026"),
    ),
    september(
        "asked for again after the first arrival",
        "L114-5",
        ACCEPT,
        "30/01/2027",
        IN_TIME,
        piece("20/11/2026", "20/12/2026", "30/11/2026"),
    ),
    september(
        "asked for the day after acceptance: too late",
        "L231-1",
        ACCEPT,
        "01/11/2026",
        piece("02/11/2026", "02/12/2026"),
    ),
    september(
        "asked for on the last day: in time",
        "L114-5",
        ACCEPT,
        "",
        piece("01/11/2026", "01/12/2026"),
    ),
    Case(
        "arrived on 31 December",
        "L114-5",
        ACCEPT,
        "01/12/2026",
        "28/02/2027",
        pieces=(piece("10/12/2026", "10/01/2027", "31/12/2026"),),
    ),
]
REJECTION_WITH_PIECES = [
    september("suspended for 15 days", "L114-5", REJECT, "16/11/2026", IN_TIME),
    september("suspended until the deadline, 30 days", "L114-5", REJECT, "01/12/2026", NEVER),
    september("a late arrival changes nothing more", "L114-5", REJECT, "01/12/2026", LATE),
    september(
        "arrived on the deadline",
        "L114-5",
        REJECT,
        "01/12/2026",
        piece("10/09/2026", "10/10/2026", "10/10/2026"),
    ),
    september(
        "arrived on the day itself",
        "L114-5",
        REJECT,
        "01/11/2026",
        piece("10/09/2026", "10/10/2026", "10/09/2026"),
    ),
    september("not indispensable: goes on", "L114-5-1", REJECT, "01/11/2026", USEFUL),
    september(
        "two that overlap: 10 September to 5 October, 25 days",
        "L114-5",
        REJECT,
        "26/11/2026",
        IN_TIME,
        piece("15/09/2026", "15/10/2026", "05/10/2026"),
    ),
    september(
        "one inside the other: 30 days, once",
        "L114-5",
        REJECT,
        "01/12/2026",
        NEVER,
        piece("15/09/2026", "15/10/2026", "20/09/2026"),
    ),
    september(
        "two apart: 15 and 7 days",
        "L114-5",
        REJECT,
        "23/11/2026",
        IN_TIME,
        piece("05/10/2026", "05/11/2026", "12/10/2026"),
    ),
    september(
        "a second one within the time that the first gave: 30 and 5 days",
        "L114-5",
        REJECT,
        "06/12/2026",
        NEVER,
        piece("20/11/2026", "20/12/2026", "25/11/2026"),
    ),
    september(
        "asked for the day after rejection: too late",
        "L231-4",
        REJECT,
        "01/11/2026",
        piece("02/11/2026", "02/12/2026"),
    ),
    september(
        "asked for on the last day: 30 days more",
        "L114-5",
        REJECT,
        "01/12/2026",
        piece("01/11/2026", "01/12/2026"),
    ),
    Case(
        "over the end of February: 9 days",
        "L114-5",
        REJECT,
        "31/12/2026",
        "09/03/2027",
        pieces=(piece("20/02/2027", "20/03/2027", "01/03/2027"),),
    ),
    Case(
        "over a leap February: 9 days",
        "L114-5",
        REJECT,
        "31/12/2027",
        "09/03/2028",
        pieces=(piece("25/02/2028", "25/03/2028", "05/03/2028"),),
    ),
]
CASES = PLAIN + FORWARDED + ACCEPTANCE_WITH_PIECES + REJECTION_WITH_PIECES


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.effect}: {case.title} ({case.articles})"
)
def test_silence_is_worth_a_decision_on_the_date_worked_by_hand(case: Case) -> None:
    assert case.clock().silence_on == (day(case.silence) if case.silence else None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.effect}: {case.title}")
def test_the_order_in_which_requests_are_told_is_indifferent(case: Case) -> None:
    assert replace(case, pieces=case.pieces[::-1]).clock() == case.clock()


def test_an_answer_on_the_last_day_is_in_time_and_the_day_after_too_late() -> None:
    clock = PLAIN[0].clock()
    assert clock.running(day("24/11/2026"))
    assert clock.running(day("24/01/2027"))
    assert not clock.elapsed(day("24/01/2027"))
    assert clock.elapsed(day("25/01/2027"))
    assert not clock.running(day("25/01/2027"))
    assert not clock.running(day("23/11/2026"))


def test_a_suspension_goes_from_the_day_after_the_request_to_the_arrival() -> None:
    clock = september("", "", REJECT, "", IN_TIME).clock()
    assert not clock.suspended(day("10/09/2026"))
    assert clock.suspended(day("11/09/2026"))
    assert clock.suspended(day("25/09/2026"))
    assert not clock.suspended(day("26/09/2026"))
    assert not clock.running(day("25/09/2026"))
    assert clock.running(day("26/09/2026"))
    assert not clock.awaiting_pieces


def test_a_rejection_that_awaits_pieces_has_a_date_and_an_acceptance_has_none() -> None:
    rejection = september("", "", REJECT, "", NEVER).clock()
    acceptance = september("", "", ACCEPT, "", NEVER).clock()
    assert rejection.awaiting_pieces
    assert rejection.starts_on == day("01/09/2026")
    assert acceptance.awaiting_pieces
    assert acceptance.starts_on is None
    assert not acceptance.running(day("02/09/2026"))
    assert not acceptance.elapsed(day("02/09/2030"))


def test_a_rejection_awaits_pieces_as_long_as_one_request_is_unmet() -> None:
    met = piece("15/09/2026", "15/10/2026", "20/09/2026")
    assert september("", "", REJECT, "", NEVER, met).clock().awaiting_pieces
    assert not september("", "", REJECT, "", IN_TIME, met).clock().awaiting_pieces


def test_the_clock_of_an_acceptance_starts_when_the_pieces_arrive() -> None:
    clock = september("", "", ACCEPT, "", IN_TIME).clock()
    assert clock.starts_on == day("25/09/2026")
    assert not clock.running(day("24/09/2026"))
    assert clock.running(day("25/09/2026"))


def test_what_is_worth_nothing_neither_runs_nor_elapses() -> None:
    clock = PLAIN[-1].clock()
    assert not clock.running(day("24/11/2026"))
    assert not clock.elapsed(day("24/11/2030"))
    assert not clock.awaiting_pieces


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (replace(PLAIN[0], months=0), "at least one month"),
        (replace(PLAIN[0], effect=""), "not a valid Silence"),
        (replace(PLAIN[0], forwarded="23/11/2026"), "before its receipt"),
        (replace(PLAIN[0], pieces=(NEVER,)), "before its receipt"),
        (replace(PLAIN[0], pieces=(USEFUL,)), "before its receipt"),
    ],
)
def test_impossible_clocks_are_refused(case: Case, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        case.clock()


@pytest.mark.parametrize(
    ("deadline", "received"), [("09/09/2026", ""), ("10/10/2026", "09/09/2026")]
)
def test_pieces_can_neither_be_due_nor_arrive_before_they_are_asked_for(
    deadline: str, received: str
) -> None:
    with pytest.raises(ValueError, match="before it is asked for"):
        piece("10/09/2026", deadline, received)


@pytest.mark.parametrize(
    ("zone", "expected"), [("Europe/Paris", "24/11/2026"), ("Pacific/Noumea", "25/11/2026")]
)
def test_a_filing_at_night_is_received_on_the_organisations_own_day(
    zone: str, expected: str
) -> None:
    filed_at = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # 23:30 in Paris, 9:30 in Nouméa
    assert received_date(filed_at, ZoneInfo(zone)) == day(expected)


def test_a_filing_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        received_date(datetime(2026, 11, 24), ZoneInfo("Europe/Paris"))  # noqa: DTZ001 - the point


def test_the_full_receipt_is_due_in_seven_days_and_fourteen_for_a_letter() -> None:
    assert receipt_due_on(day("24/11/2026")) == day("01/12/2026")
    assert receipt_due_on(day("24/11/2026"), letter=True) == day("08/12/2026")


# What always holds

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
effects = st.sampled_from([ACCEPT, REJECT])
months = st.integers(1, 24)


@st.composite
def requests(draw: st.DrawFn, after: date, **fixed: object) -> PieceRequest:
    asked_on = after + timedelta(days=draw(st.integers(0, 150)))
    deadline = asked_on + timedelta(days=draw(st.integers(0, 90)))
    wait = draw(st.none() | st.integers(0, 120))
    received_on = None if wait is None else asked_on + timedelta(days=wait)
    indispensable = fixed.get("indispensable", draw(st.booleans()))
    return PieceRequest(asked_on, deadline, received_on, bool(indispensable))


@st.composite
def demandes(draw: st.DrawFn) -> dict:
    received_on = draw(days)
    return {
        "received_on": received_on,
        "effect": draw(effects),
        "months": draw(months),
        "competent_received_on": draw(
            st.none() | st.integers(0, 40).map(lambda n: received_on + timedelta(days=n))
        ),
        "pieces": draw(st.lists(requests(received_on), max_size=4)),
    }


def worth(clock: LegalClock) -> date:
    """The date of the decision, those that never come being the last of all."""
    return clock.silence_on or date.max


@given(demandes())
def test_silence_never_counts_before_the_months_have_passed(demande: dict) -> None:
    clock = legal_clock(**demande)
    assert worth(clock) >= add_months(demande["received_on"], demande["months"])


@given(demandes())
def test_pieces_never_bring_the_decision_nearer(demande: dict) -> None:
    assert worth(legal_clock(**demande)) >= worth(legal_clock(**demande | {"pieces": []}))


@given(demandes())
def test_forwarding_delays_an_acceptance_and_never_a_rejection(demande: dict) -> None:
    direct = worth(legal_clock(**demande | {"competent_received_on": None}))
    if demande["effect"] == REJECT:
        assert worth(legal_clock(**demande)) == direct
    else:
        assert worth(legal_clock(**demande)) >= direct


@given(demandes(), st.data())
def test_a_piece_that_is_not_indispensable_changes_nothing(
    demande: dict, data: st.DataObject
) -> None:
    useful = data.draw(requests(demande["received_on"], indispensable=False))
    more = demande | {"pieces": [*demande["pieces"], useful]}
    assert legal_clock(**more) == legal_clock(**demande)


@given(demandes(), st.integers(0, 60))
def test_a_later_receipt_never_gives_an_earlier_decision(demande: dict, later: int) -> None:
    asked = [piece.asked_on for piece in demande["pieces"]]
    received_on = min([demande["received_on"] + timedelta(days=later), *asked])
    competent_on = max(demande["competent_received_on"] or received_on, received_on)
    moved = demande | {"received_on": received_on, "competent_received_on": competent_on}
    assert worth(legal_clock(**moved)) >= worth(legal_clock(**demande))


@given(demandes())
def test_the_days_left_out_are_those_by_which_a_rejection_is_put_off(demande: dict) -> None:
    clock = legal_clock(**demande | {"effect": REJECT})
    first = demande["received_on"]
    span = (first + timedelta(days=n) for n in range((worth(clock) - first).days + 1))
    base = add_months(first, demande["months"])
    assert sum(clock.suspended(on) for on in span) == (worth(clock) - base).days


@given(demandes())
def test_a_clock_that_runs_never_rests_on_a_decision_already_born(demande: dict) -> None:
    clock = legal_clock(**demande)
    for on in (demande["received_on"] + timedelta(days=n) for n in range(0, 900, 7)):
        assert not (clock.running(on) and (clock.elapsed(on) or clock.suspended(on)))


@given(days, months)
def test_months_keep_the_day_or_end_with_the_month(start: date, n: int) -> None:
    end = add_months(start, n)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == n
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    assert end.day <= start.day


# What is said of it


def said(case: Case, today: str = "") -> str:
    return describe(case.clock(), day(today) if today else None).replace("\u00a0", " ")


def test_the_receipt_says_that_silence_accepts_and_when() -> None:
    assert said(PLAIN[0]) == (
        "Sans réponse le 24 janvier 2027, votre demande sera acceptée, "
        "si votre dossier est complet."
    )


def test_the_receipt_says_that_silence_rejects_and_when() -> None:
    assert said(Case("", "", REJECT, "01/10/2026", "")) == (
        "Sans réponse le 1er décembre 2026, votre demande sera rejetée. Vous pourrez alors "
        "contester ce rejet. Cette date peut être repoussée si votre dossier est incomplet."
    )


def test_the_receipt_says_that_an_acceptance_waits_for_pieces() -> None:
    assert said(september("", "", ACCEPT, "", NEVER)) == (
        "Le délai de réponse commencera quand nous aurons reçu toutes les pièces demandées. "
        "Sans réponse 2 mois plus tard, votre demande sera acceptée."
    )


def test_the_receipt_says_that_a_rejection_is_suspended() -> None:
    assert said(september("", "", REJECT, "", NEVER)) == (
        "Sans réponse le 1er décembre 2026, votre demande sera rejetée. Vous pourrez alors "
        "contester ce rejet. Cette date tient compte des pièces que nous attendons : si elles "
        "arrivent avant la date limite, elle sera plus proche."
    )


def test_the_receipt_of_a_report_promises_no_decision() -> None:
    assert said(PLAIN[-1]) == "L’absence de réponse ne vaut ni acceptation ni refus."


@pytest.mark.parametrize(("effect", "verdict"), [(ACCEPT, "acceptée"), (REJECT, "rejetée")])
def test_once_the_date_has_passed_the_decision_is_told_as_born(
    effect: Silence, verdict: str
) -> None:
    case = Case("", "", effect, "24/11/2026", "")
    assert "sera" in said(case, "24/01/2027")
    expected = f"Faute de réponse, votre demande est {verdict} depuis le 24 janvier 2027."
    assert said(case, "25/01/2027") == expected


def test_a_date_never_breaks_across_lines() -> None:
    assert "le\u00a024\u00a0janvier\u00a02027" in describe(PLAIN[0].clock())
