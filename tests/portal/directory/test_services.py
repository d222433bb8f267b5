"""Services: their tree, their contact details and hours, inherited from above."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from threading import Thread

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.directory import tree
from portal.directory.models import Closure, OpeningHours, Service
from tests.portal.directory.factories import make_organisation, make_service

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10:00 in Paris


def open_on(service: Service, weekday: int, opens: str, closes: str) -> OpeningHours:
    return OpeningHours.objects.create(
        service=service,
        weekday=weekday,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
    )


@pytest.fixture
def monday() -> Iterator[None]:
    """Closures that are over are no longer read."""
    with time_machine.travel(MONDAY, tick=False):
        yield


def close(service: Service, day: date, *, everybody: bool = False) -> None:
    Closure.objects.create(
        organisation=service.organisation,
        service=None if everybody else service,
        first_day=day,
        last_day=day,
        reason="Travaux",
    )


@pytest.mark.django_db
class TestTree:
    def test_a_service_never_depends_on_itself_nor_on_one_below_it(self) -> None:
        top = make_service()
        leaf = make_service(parent=make_service(parent=top))
        for parent in (top, leaf):
            top.parent = parent
            with pytest.raises(ValidationError, match="lui-même"):
                top.full_clean()
            with pytest.raises(ValidationError, match="lui-même"):
                top.save()

    def test_the_database_refuses_the_shortest_cycle_whatever_writes_it(self) -> None:
        top = make_service()
        with pytest.raises(IntegrityError), transaction.atomic():
            Service.objects.filter(pk=top.pk).update(parent=top.pk)

    def test_a_parent_is_of_the_same_organisation(self) -> None:
        service = make_service()
        service.parent = make_service()
        with pytest.raises(ValidationError, match="même collectivité"):
            service.save()

    def test_a_service_with_services_below_stays_in_its_organisation(self) -> None:
        top = make_service()
        make_service(parent=top)
        top.organisation = make_organisation()
        with pytest.raises(ValidationError, match="déplacez-les"):
            top.save()

    def test_a_tree_has_four_levels_at_most(self) -> None:
        service = make_service()
        for _ in range(3):
            service = make_service(parent=service)
        with pytest.raises(ValidationError, match="4 niveaux"):
            make_service(parent=service)

        branch = make_service(organisation=service.organisation)
        make_service(parent=branch)
        branch.parent = service.parent  # its own child would be on the fifth level
        with pytest.raises(ValidationError, match="4 niveaux"):
            branch.save()

    def test_a_service_moves_with_what_is_below_it(self) -> None:
        first, second = make_service(), None
        second = make_service(organisation=first.organisation)
        moved = make_service(parent=first)
        leaf = make_service(parent=moved)
        moved.parent = second
        moved.save()

        assert Service.objects.descendant_ids([second.pk]) == {second.pk, moved.pk, leaf.pk}
        assert Service.objects.descendant_ids([first.pk]) == {first.pk}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_simultaneous_moves_never_make_a_cycle_together() -> None:
    first = make_service()
    second = make_service(organisation=first.organisation)
    refused: list[ValidationError] = []

    def move(service: Service, below: Service) -> None:
        try:
            service.parent = below
            service.save()
        except ValidationError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=move, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Service.objects.filter(parent=None).count() == 1


@given(st.lists(st.integers(0, 30), max_size=30))
def test_going_up_and_going_down_agree(choices: list[int]) -> None:
    """In any tree, one is below another exactly when the other is above it."""
    parents: dict[int, int | None] = {0: None}
    for number, choice in enumerate(choices, start=1):
        parents[number] = choice % number
    for root in parents:
        below = tree.descendants([root], parents)
        assert below == {pk for pk in parents if root in tree.ancestors(pk, parents)}
        assert tree.height(root, parents) >= 1


def test_a_cycle_that_came_by_another_way_stops_everybody_but_hangs_nobody() -> None:
    assert tree.descendants([1], {1: 2, 2: 1}) == {1, 2}
    with pytest.raises(ValueError, match="below itself"):
        tree.ancestors(1, {1: 2, 2: 1})


@pytest.mark.django_db
class TestContact:
    def test_what_is_blank_comes_from_above_then_from_the_organisation(self) -> None:
        organisation = make_organisation(
            phone="+33321000000", email="mairie@v.example", relay_url="https://relais.example/"
        )
        top = make_service(organisation=organisation, phone="+33321000001")
        leaf = make_service(parent=make_service(parent=top), email="leaf@v.example")

        contact = leaf.contact
        assert contact.phone == "+33321000001"
        assert contact.phone_display == "03\u00a021\u00a000\u00a000\u00a001"
        assert contact.email == "leaf@v.example"
        assert contact.address == organisation.address
        assert contact.relay_url == "https://relais.example/"
        assert contact.phone_price == "Appel gratuit"

    def test_a_number_that_is_none_is_refused_and_a_number_is_kept_in_one_form(self) -> None:
        service = make_service()
        service.phone = "pas un numéro"
        with pytest.raises(ValidationError, match="03 21 21 62 16"):
            service.full_clean()
        service.phone = "03 21 21 62 16"
        service.full_clean()
        assert service.phone == "+33321216216"


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
class TestHours:
    def test_hours_of_its_own_win_over_those_above(self) -> None:
        top = make_service()
        leaf = make_service(parent=make_service(parent=top))
        open_on(top, 0, "08:00", "12:00")
        assert leaf.schedule().is_open(MONDAY)

        open_on(leaf, 0, "14:00", "17:00")
        assert not Service.objects.get(pk=leaf.pk).schedule().is_open(MONDAY)

    def test_without_hours_anywhere_it_is_never_open(self) -> None:
        assert not make_service().schedule().weekly

    def test_who_opens_with_the_service_above_closes_with_it(self) -> None:
        top = make_service()
        leaf = make_service(parent=top)
        open_on(top, 0, "08:00", "12:00")
        close(top, date(2026, 11, 23))

        assert not leaf.schedule().is_open(MONDAY)

    def test_who_has_a_door_of_its_own_stays_open(self) -> None:
        top = make_service()
        leaf = make_service(parent=top)
        open_on(leaf, 0, "08:00", "12:00")
        close(top, date(2026, 11, 23))

        assert leaf.schedule().is_open(MONDAY)

    def test_a_closure_of_the_organisation_closes_everybody_one_of_a_neighbour_nobody(self) -> None:
        service = make_service()
        neighbour = make_service(organisation=service.organisation)
        open_on(service, 0, "08:00", "12:00")
        close(neighbour, date(2026, 11, 23))
        assert service.schedule().is_open(MONDAY)

        close(service, date(2026, 11, 23), everybody=True)
        assert not Service.objects.get(pk=service.pk).schedule().is_open(MONDAY)

    def test_public_holidays_are_those_of_the_territory(self) -> None:
        wednesday = datetime(2025, 9, 24, 0, tzinfo=UTC)  # New Caledonia's day, 11:00 in Nouméa
        noumea = make_organisation(time_zone="Pacific/Noumea", territory="FR-NC")
        for organisation, opens in ((noumea, False), (make_organisation(), True)):
            service = make_service(organisation=organisation)
            open_on(service, 2, "01:00", "23:00")
            assert service.schedule().is_open(wednesday) is opens

    def test_hours_that_overlap_are_refused_and_drawn_as_one_if_they_came_all_the_same(
        self,
    ) -> None:
        service = make_service()
        open_on(service, 0, "08:00", "12:00")
        late = OpeningHours(service=service, weekday=0, opens=time(11), closes=time(14))
        with pytest.raises(ValidationError, match="recouvrent"):
            late.full_clean()
        late.save()

        (interval,) = service.schedule().weekly[0]
        assert (interval.opens, interval.closes) == (time(8), time(14))

    def test_midnight_is_the_end_of_the_day(self) -> None:
        service = make_service()
        open_on(service, 0, "22:00", "00:00")
        late = OpeningHours(service=service, weekday=0, opens=time(23), closes=time(23, 30))
        with pytest.raises(ValidationError, match="recouvrent"):
            late.full_clean()

        assert service.schedule().is_open(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))

    @pytest.mark.parametrize(("opens", "closes"), [("12:00", "08:00"), ("08:00", "08:00")])
    def test_the_database_refuses_hours_that_run_backwards(self, opens, closes) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            open_on(make_service(), 0, opens, closes)

    def test_the_database_refuses_an_eighth_day_and_a_closure_that_runs_backwards(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            open_on(make_service(), 7, "08:00", "12:00")
        with pytest.raises(IntegrityError), transaction.atomic():
            Closure.objects.create(
                service=(service := make_service()),
                organisation=service.organisation,
                first_day=date(2026, 1, 2),
                last_day=date(2026, 1, 1),
            )

    def test_a_closure_is_of_its_services_organisation(self) -> None:
        closure = Closure(
            organisation=make_organisation(),
            service=make_service(),
            first_day=date(2026, 1, 1),
            last_day=date(2026, 1, 1),
            reason="x",
        )
        with pytest.raises(ValidationError, match="autre collectivité"):
            closure.full_clean()


@pytest.mark.django_db
def test_contact_and_hours_cost_the_same_at_5_and_at_50_services(query_budget) -> None:
    top = make_service()
    open_on(top, 0, "08:00", "12:00")

    def add(count: int) -> None:
        for _ in range(count):
            leaf = make_service(parent=make_service(parent=top))
            open_on(leaf, 1, "08:00", "12:00")
            close(leaf, date(2026, 11, 23))

    def draw() -> None:
        for service in Service.objects.with_hours():
            service.schedule().status(MONDAY)
            assert service.contact.phone

    add(2)
    query_budget(draw, lambda: add(23), at_most=10)


@pytest.mark.django_db
def test_contact_alone_costs_one_query(django_assert_num_queries) -> None:
    make_service(parent=make_service(parent=make_service(parent=make_service())))
    with django_assert_num_queries(1):
        assert all(service.contact.email for service in Service.objects.with_contact())


@pytest.mark.django_db
class TestPriceOfACall:
    def test_it_is_that_of_the_number_that_is_given(self) -> None:
        organisation = make_organisation(phone_price="Appel gratuit")
        top = make_service(organisation=organisation)
        assert top.contact.phone == organisation.phone
        assert top.contact.phone_price == "Appel gratuit"

        dear = make_service(parent=top, phone="+33321216216", phone_price="0,15 € la minute")
        below = make_service(parent=dear)
        for service in (dear, below):
            assert service.contact.phone_price == "0,15 € la minute"

    def test_left_blank_it_is_the_organisations(self) -> None:
        organisation = make_organisation(phone_price="Prix d’un appel local")
        service = make_service(organisation=organisation, phone="+33321216216")
        assert service.contact.phone_price == "Prix d’un appel local"
