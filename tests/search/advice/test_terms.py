"""What procedures and services say of their channels, usual waits, and who is left to speak to."""

import pytest
from django.core.exceptions import ValidationError

from portal.directory.channels import Availability, Channel, Terms
from portal.directory.models import ChannelTerms, UsualWait
from portal.procedures.models import Offer, Procedure, RoutingRule
from search.advice.advice import Advice, Need
from search.advice.advising import advise, weigh
from tests import builders
from tests.search.advice.town import at, open_service, wait, with_providers

pytestmark = pytest.mark.django_db
MONDAY = at("2027-02-01 10:00")
NBSP = "\u00a0"


def channels(advice: list[Advice]) -> list[str]:
    return [each.channel.value for each in advice]


def of(advice: list[Advice], channel: str) -> Advice:
    return next(each for each in advice if each.channel == channel)


@pytest.fixture
def procedure() -> Procedure:
    return builders.make_procedure(service=open_service(phone="+33321500000"))


def offer(procedure: Procedure, channel: str, **fields: object) -> None:
    Offer.objects.create(procedure=procedure, channel=channel, **fields)


def test_a_procedure_that_names_its_channels_offers_no_other(procedure: Procedure) -> None:
    offer(procedure, "desk", note="Hôtel de Ville, rez-de-chaussée")

    advice = advise(Need(MONDAY, procedure=procedure))

    assert channels(advice) == ["online", "desk"]
    assert of(advice, "desk").note == "Hôtel de Ville, rez-de-chaussée"


def test_a_procedure_puts_a_channel_forward_or_refuses_it(procedure: Procedure) -> None:
    offer(procedure, "telephone", terms=Terms.REFUSED)
    offer(procedure, "online", terms=Terms.REFUSED)
    assert channels(advise(Need(MONDAY, procedure=procedure))) == ["desk", "email", "letter"]

    Offer.objects.filter(channel="telephone").update(terms=Terms.PREFERRED)
    procedure = Procedure.objects.get(pk=procedure.pk)
    assert channels(advise(Need(MONDAY, procedure=procedure))) == ["telephone"]


def test_the_service_s_terms_are_those_of_the_services_below_it() -> None:
    above = open_service(phone="+33321500000")
    below = builders.make_service(parent=above)
    ChannelTerms.objects.create(service=above, channel="telephone", terms=Terms.REFUSED)
    assert "telephone" not in channels(advise(Need(MONDAY, service=below)))

    ChannelTerms.objects.create(service=below, channel="telephone")
    assert channels(advise(Need(MONDAY, service=below)))[0] == "telephone"


def test_a_desk_by_appointment_is_not_for_now() -> None:
    service = open_service()
    ChannelTerms.objects.create(service=service, channel="desk", terms=Terms.APPOINTMENT)

    desk = of(advise(Need(MONDAY, service=service)), "desk")
    assert not desk.now
    assert desk.reason == f"Sur rendez-vous seulement{NBSP}: appelez pour le prendre"

    providers = with_providers(appointment=Availability(False, "Mardi 2 février à 9 h"))
    booked = channels(advise(Need(MONDAY, service=service), providers))
    assert "appointment" in booked
    assert "desk" not in booked


@pytest.mark.parametrize(("minutes", "now"), [(60, True), (61, False)])
def test_the_last_minutes_are_those_that_the_procedure_or_the_service_says(
    procedure: Procedure, minutes: int, now: bool
) -> None:
    hour_before = at("2027-02-01 15:59")
    ChannelTerms.objects.create(service=procedure.service, channel="desk", last_minutes=minutes)
    assert of(advise(Need(hour_before, procedure=procedure)), "desk").now is now

    offer(procedure, "desk", last_minutes=10)
    procedure = Procedure.objects.get(pk=procedure.pk)
    assert of(advise(Need(hour_before, procedure=procedure)), "desk").now


def test_a_channel_refused_by_silence_comes_back_when_nobody_else_is_left(
    procedure: Procedure,
) -> None:
    offer(procedure, "letter")

    [weighing] = weigh([Need(MONDAY, procedure=procedure)])

    assert channels(weighing.advice) == ["online", "letter", "telephone"]
    assert weighing.restored is not None
    assert weighing.advice[-1].action.url == "tel:+33321500000"


def test_when_all_who_could_answer_are_refused_the_reception_is_named() -> None:
    service = open_service(phone="+33321500000")
    for channel in (Channel.TELEPHONE, Channel.DESK):
        ChannelTerms.objects.create(service=service, channel=channel, terms=Terms.REFUSED)

    last = advise(Need(MONDAY, service=service))[-1]

    assert last.channel == Channel.TELEPHONE
    assert last.now
    assert last.reason == f"L’accueil de {service.organisation}{NBSP}: ouvert jusqu’à 17{NBSP}h"
    assert last.action.url == "tel:+33321000000"
    service.organisation.phone = ""
    service.organisation.save()
    assert advise(Need(MONDAY, service=service))[-1].channel == Channel.DESK


def test_nothing_confidential_goes_by_email(procedure: Procedure) -> None:
    procedure.confidential = True
    assert "email" not in channels(advise(Need(MONDAY, procedure=procedure)))


def test_what_nobody_must_surprise_is_not_sent_home(procedure: Procedure) -> None:
    procedure.sensitive = True
    providers = with_providers(callback=Availability(True, "Dans l’heure"))

    found = channels(advise(Need(MONDAY, procedure=procedure), providers))

    assert found[0] == "telephone"
    assert found.index("desk") < found.index("callback")


def test_the_usual_wait_of_the_hour_is_told_with_a_quieter_hour_of_the_same_day() -> None:
    service = open_service()
    wait(service, "telephone", "09:00", "12:00", 20)
    wait(service, "telephone", "14:00", "17:00", 5)
    wait(service, "telephone", "18:00", "19:00", 1)  # closed by then
    wait(service, "telephone", "10:00", "12:00", 3, day=1)

    assert of(advise(Need(MONDAY, service=service)), "telephone").reason == (
        f"Environ 20{NBSP}minutes d’attente{NBSP}; moins d’attente après 14{NBSP}h"
    )
    assert of(advise(Need(at("2027-02-01 14:00"), service=service)), "telephone").reason == (
        f"Ouvert jusqu’à 17{NBSP}h, environ 5{NBSP}minutes d’attente"
    )
    closing = of(advise(Need(at("2027-02-01 16:50"), service=service)), "telephone")
    assert closing.reason == f"Le service ferme dans 10{NBSP}minutes"
    assert (
        "attente"
        not in of(advise(Need(at("2027-02-01 12:30"), service=service)), "telephone").reason
    )
    assert "attente" not in of(advise(Need(MONDAY, service=service)), "desk").reason


def test_two_waits_of_one_day_do_not_overlap() -> None:
    service = open_service()
    wait(service, "desk", "09:00", "12:00", 20)
    other = UsualWait(service=service, channel="desk", weekday=0, starts="11:00", ends="13:00")
    other.minutes = 3
    with pytest.raises(ValidationError, match="recouvrent"):
        other.full_clean()
    other.channel = "telephone"
    other.full_clean()
    other.ends = other.starts
    with pytest.raises(ValidationError, match="La fin doit suivre"):
        other.full_clean()


def test_the_service_of_one_s_commune_answers() -> None:
    near, far = open_service(phone="+33321500001"), open_service(phone="+33321500002")
    arras, lens = builders.make_commune(), builders.make_commune("62498", "Lens")
    procedure = builders.make_procedure(service=far)
    RoutingRule.objects.create(procedure=procedure, service=near, commune_codes=arras.pk)

    def called(commune: object) -> str:
        need = Need(MONDAY, procedure=Procedure.objects.get(pk=procedure.pk), commune=commune)
        return of(advise(need), "telephone").action.url

    assert called(arras) == "tel:+33321500001"
    assert called(lens) == called(None) == "tel:+33321500002"


def test_a_desk_that_receives_other_communes_comes_later() -> None:
    service = open_service()
    arras, lens = builders.make_commune(), builders.make_commune("62498", "Lens")
    here = channels(advise(Need(MONDAY, service=service, commune=lens)))
    service.communes.add(arras)

    assert channels(advise(Need(MONDAY, service=service, commune=arras))) == here
    away = channels(advise(Need(MONDAY, service=service, commune=lens)))
    assert away.index("desk") > away.index("email")


def test_every_ruling_says_why_in_french(procedure: Procedure) -> None:
    offer(procedure, "desk", terms=Terms.PREFERRED)
    [weighing] = weigh([Need(at("2027-02-01 16:50"), procedure=procedure, urgent=True)])

    told = {each.channel.value: [one.why for one in each.rulings] for each in weighing.kept}
    assert told["desk"] == [
        "La démarche préfère ce canal.",
        "C’est urgent et ce canal répond tout de suite.",
        "Ferme bientôt.",
    ]
    removed = {each.channel.value: [one.why for one in each.rulings] for each in weighing.removed}
    assert "La démarche ne propose pas ce canal." in removed["telephone"]
