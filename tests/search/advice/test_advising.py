"""Which channels are advised, in which order, and what is said of each."""

import pytest

from portal.directory.channels import Action, Availability, Channel
from portal.directory.models import Closure
from portal.procedures.models import Procedure
from search.advice.advice import Advice, Ease, Need
from search.advice.advising import advise, advise_all
from tests import builders
from tests.search.advice.town import at, open_service, with_providers

pytestmark = pytest.mark.django_db
MONDAY = at("2027-02-01 10:00")
NBSP = "\u00a0"


def channels(advice: list[Advice]) -> list[str]:
    return [each.channel.value for each in advice]


def of(advice: list[Advice], channel: str) -> Advice:
    return next(each for each in advice if each.channel == channel)


def test_an_open_service_is_reached_by_telephone_first_and_says_until_when() -> None:
    service = open_service(
        phone="+33321500000",
        email="voirie@ville.example",
        organisation={"relay_url": "https://relais.example"},
    )

    advice = advise(Need(MONDAY, service=service))

    assert channels(advice) == ["telephone", "desk", "email", "letter"]
    assert advice[0] == Advice(
        Channel.TELEPHONE,
        True,
        f"Ouvert jusqu’à 17{NBSP}h",
        Action(
            f"Appeler le 03{NBSP}21{NBSP}50{NBSP}00{NBSP}00",
            "tel:+33321500000",
            "Appel gratuit",
            "https://relais.example",
        ),
    )
    assert of(advice, "email").action == Action("Écrire un e-mail", "mailto:voirie@ville.example")


def test_a_procedure_is_done_online_first_by_whoever_is_at_ease() -> None:
    procedure = builders.make_procedure(service=open_service())

    assert channels(advise(Need(MONDAY, procedure=procedure)))[0] == "online"
    helped = advise(Need(MONDAY, procedure=procedure, ease=Ease.HELPED))
    assert channels(helped)[0] == "telephone"
    none = channels(advise(Need(MONDAY, procedure=procedure, ease=Ease.NONE)))
    assert none[:2] == ["telephone", "desk"]
    assert none.index("letter") < none.index("online")


def test_what_is_urgent_is_said_to_somebody_who_is_there() -> None:
    procedure = builders.make_procedure(service=open_service())

    assert channels(advise(Need(MONDAY, procedure=procedure, urgent=True)))[:2] == [
        "telephone",
        "desk",
    ]
    night = advise(Need(at("2027-02-01 22:00"), procedure=procedure, urgent=True))
    assert channels(night)[0] == "online"
    assert of(night, "telephone").reason == f"Fermé, ouvre demain à 9{NBSP}h"


def test_a_draft_is_not_offered_online() -> None:
    draft = builders.make_procedure(live=False, service=open_service())
    assert "online" not in channels(advise(Need(MONDAY, procedure=draft)))


def test_a_service_about_to_close_gives_way_to_a_call_back() -> None:
    service = open_service()
    late = at("2027-02-01 16:40")
    then = f"demain entre 9{NBSP}h et 10{NBSP}h"
    providers = with_providers(callback=Availability(False, f"Rappel {then}", then=then))

    telephone = of(advise(Need(late, service=service), providers), "telephone")

    assert not telephone.now
    assert telephone.reason == (
        f"Le service ferme dans 20{NBSP}minutes{NBSP}; un rappel {then} est plus sûr"
    )
    assert channels(advise(Need(late, service=service), providers))[0] == "callback"
    alone = of(advise(Need(late, service=service)), "telephone")
    assert alone.reason == f"Le service ferme dans 20{NBSP}minutes"


def test_a_usual_wait_is_told_and_a_long_one_counts() -> None:
    service = open_service()
    busy = Availability(True, "Ouvert", wait=25, quieter=f"après 14{NBSP}h")
    calm = Availability(True, f"Ouvert jusqu’à 17{NBSP}h", wait=5)

    advice = advise(Need(MONDAY, service=service), with_providers(telephone=busy))

    assert channels(advice)[0] == "desk"
    assert of(advice, "telephone").reason == (
        f"Environ 25{NBSP}minutes d’attente{NBSP}; moins d’attente après 14{NBSP}h"
    )
    advice = advise(Need(MONDAY, service=service), with_providers(telephone=calm))
    assert advice[0].reason == (f"Ouvert jusqu’à 17{NBSP}h, environ 5{NBSP}minutes d’attente")


def test_a_closed_office_says_why_and_is_not_immediate() -> None:
    service = open_service()
    Closure.objects.create(
        organisation=service.organisation,
        service=service,
        first_day=MONDAY.date(),
        last_day=MONDAY.date(),
        reason="dégât des eaux",
    )

    advice = advise(Need(MONDAY, service=service))

    assert not any(each.now for each in advice)
    assert "dégât des eaux" in of(advice, "telephone").reason


def test_nobody_at_all_is_still_an_answer() -> None:
    procedure = builders.make_procedure(service=None, live=False)

    [advice] = advise(Need(MONDAY, procedure=procedure))

    assert advice.channel.is_human
    assert not advice.now


def test_three_needs_cost_as_much_as_one(query_budget) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            builders.make_procedure(service=open_service())

    def ask() -> None:
        needs = [Need(MONDAY, procedure=each) for each in Procedure.objects.order_by("pk")]
        assert all(advise_all(needs))

    add(1)
    query_budget(ask, lambda: add(2), at_most=12)
