"""Whatever the hours, the closings, the gaps in the directory: what always holds."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.directory.channels import Availability, Channel, Terms
from portal.directory.models import ChannelTerms, Closure, OpeningHours, Service
from portal.procedures.models import Offer, Procedure
from search.advice.advice import Ease, Need
from search.advice.advising import advise
from tests import builders
from tests.search.advice.town import at, open_service, with_providers

pytestmark = pytest.mark.django_db
NOUMEA = ZoneInfo("Pacific/Noumea")
ZONES = [("Europe/Paris", "FR"), ("Pacific/Noumea", "FR-NC")]
CLOCKED = (Channel.TELEPHONE, Channel.DESK)
HOURS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 22), st.integers(1, 23)), max_size=6)
INSTANTS = st.integers(0, 365 * 24 * 4).map(
    lambda quarters: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
)
TERMS = st.dictionaries(st.sampled_from(Channel), st.sampled_from(Terms), max_size=4)


def written(service: Service, hours: list[tuple[int, int, int]]) -> None:
    for day, opens, length in hours:
        OpeningHours.objects.get_or_create(
            service=service,
            weekday=day,
            opens=time(opens),
            defaults={"closes": time((opens + length) % 24 if opens + length < 24 else 0)},
        )


@settings(max_examples=25)
@given(
    zone=st.sampled_from(ZONES),
    hours=HOURS,
    when=INSTANTS,
    phone=st.sampled_from(["", "+33321500000"]),
    town_phone=st.sampled_from(["", "+33321000000"]),
    ours=TERMS,
    theirs=TERMS,
    shut=st.integers(-2, 2) | st.none(),
    ease=st.sampled_from(Ease),
    flags=st.sets(st.sampled_from(["urgent", "sensitive"])),
)
def test_somebody_answers_always_and_nothing_closed_is_for_now(
    zone, hours, when, phone, town_phone, ours, theirs, shut, ease, flags
) -> None:
    town = builders.make_organisation(time_zone=zone[0], territory=zone[1], phone=town_phone)
    service = builders.make_service(organisation=town, phone=phone)
    written(service, hours)
    if shut is not None:
        day = when.date() + timedelta(days=shut)
        Closure.objects.create(
            organisation=town, service=service, first_day=day, last_day=day, reason="travaux"
        )
    ChannelTerms.objects.bulk_create(
        ChannelTerms(service=service, channel=one, terms=terms) for one, terms in theirs.items()
    )
    procedure = builders.make_procedure(service=service, sensitive="sensitive" in flags)
    Offer.objects.bulk_create(
        Offer(procedure=procedure, channel=one, terms=terms) for one, terms in ours.items()
    )

    def ask() -> list:
        found = Procedure.objects.get(pk=procedure.pk)
        return advise(Need(when, procedure=found, ease=ease, urgent="urgent" in flags))

    advice = ask()

    assert any(each.channel.is_human for each in advice)
    assert all(each.reason for each in advice)
    opened = Service.objects.with_hours().get(pk=service.pk).schedule().is_open(when)
    assert opened or not any(each.now for each in advice if each.channel in CLOCKED)
    assert len({each.channel for each in advice}) == len(advice)
    assert ask() == advice


def test_a_service_in_noumea_keeps_noumea_s_hours_and_holidays() -> None:
    service = open_service(
        organisation={"time_zone": "Pacific/Noumea", "territory": "FR-NC"}, phone="+687270000"
    )

    def telephone(when: datetime) -> tuple[bool, str]:
        found = advise(Need(when, service=service))
        return next((one.now, one.reason) for one in found if one.channel == Channel.TELEPHONE)

    assert telephone(at("2027-02-01 10:00", NOUMEA))[0]
    assert telephone(datetime(2027, 1, 31, 23, 0, tzinfo=UTC))[0]  # Monday, 10 there
    assert not telephone(at("2027-02-01 10:00"))[0]  # 20 there
    now, reason = telephone(at("2027-09-24 10:00", NOUMEA))
    assert not now
    assert "jour férié" in reason


@pytest.mark.parametrize(
    ("when", "now"),
    [
        ("2027-03-26T08:59:00+01:00", False),
        ("2027-03-26T09:00:00+01:00", True),
        ("2027-03-29T09:30:00+02:00", False),  # Easter Monday
        ("2027-03-30T08:30:00+02:00", False),  # summer time began
        ("2027-03-30T09:00:00+02:00", True),
        ("2027-10-29T09:00:00+02:00", True),
        ("2027-11-02T08:30:00+01:00", False),  # winter time
        ("2027-11-02T09:00:00+01:00", True),
        ("2027-11-01T10:00:00+01:00", False),  # Toussaint
        ("2027-12-24T16:59:59+01:00", False),  # closing in a second
    ],
)
def test_clock_changes_and_public_holidays_are_those_of_the_wall(when: str, now: bool) -> None:
    advice = advise(Need(datetime.fromisoformat(when), service=open_service()))
    assert next(one.now for one in advice if one.channel == Channel.TELEPHONE) is now


def test_a_directory_full_of_gaps_still_answers() -> None:
    bare = builders.make_organisation(phone="", email="", address="")
    advice = advise(Need(at("2027-02-01 10:00"), service=builders.make_service(organisation=bare)))
    assert [(each.channel, each.now) for each in advice] == [(Channel.DESK, False)]


def test_hours_that_are_not_told_promise_nothing() -> None:
    advice = advise(Need(at("2027-02-01 10:00"), service=builders.make_service()))
    assert not any(each.now for each in advice)
    assert advice[0].reason == "Horaires non indiqués"


def test_what_took_over_answers_for_a_service_no_longer_in_activity() -> None:
    above = open_service(phone="+33321500001")
    gone = builders.make_service(parent=above, phone="+33321500002", active=False)
    for need in (
        Need(at("2027-02-01 10:00"), service=gone),
        Need(at("2027-02-01 10:00"), procedure=builders.make_procedure(service=gone)),
    ):
        called = next(one for one in advise(need) if one.channel == Channel.TELEPHONE)
        assert called.action.url == "tel:+33321500001"


def test_a_number_borrowed_from_above_is_open_only_when_both_are() -> None:
    above = open_service((0, "09:00", "12:00"), phone="+33321500001")
    below = builders.make_service(parent=above)
    OpeningHours.objects.create(service=below, weekday=0, opens=time(9), closes=time(17))

    afternoon = {one.channel: one for one in advise(Need(at("2027-02-01 15:00"), service=below))}

    assert not afternoon[Channel.TELEPHONE].now
    assert afternoon[Channel.DESK].now


def test_the_organisation_s_number_is_open_only_when_its_reception_is() -> None:
    above = open_service((0, "09:00", "12:00"))
    library = builders.make_service(parent=above)
    OpeningHours.objects.create(service=library, weekday=0, opens=time(9), closes=time(20))
    need = Need(at("2027-02-01 18:00"), service=library)

    found = {one.channel: one for one in advise(need)}

    assert found[Channel.TELEPHONE].action.url == f"tel:{above.organisation.phone}"
    assert not found[Channel.TELEPHONE].now
    assert found[Channel.DESK].now


@pytest.mark.parametrize("channel", [Channel.CALLBACK, Channel.APPOINTMENT, Channel.CHAT])
def test_a_channel_that_nobody_provides_is_not_offered(channel: Channel) -> None:
    procedure = builders.make_procedure(service=open_service())
    Offer.objects.create(procedure=procedure, channel=channel)
    need = Need(at("2027-02-01 10:00"), procedure=procedure)
    assert channel not in {one.channel for one in advise(need)}

    provided = with_providers(**{channel.value: Availability(True, "Tout de suite")})
    assert channel in {one.channel for one in advise(need, provided)}
    silent = with_providers(**{channel.value: None})
    assert channel not in {one.channel for one in advise(need, silent)}
