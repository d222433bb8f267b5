"""Whoever finds a draft's address (a history, a shared computer) without its session."""

import pytest
from django.test import Client

from portal.messaging.models import OutboundMessage
from tests import builders
from tests.citizen.filing.person import IDENTITY, PLACE, text_of

pytestmark = pytest.mark.django_db
EMAIL = builders.IDENTITY["email"]


@pytest.mark.parametrize("email", ["eve@exemple.fr", "", "eve"])
def test_whoever_found_the_address_cannot_have_the_link_sent_elsewhere(person, email):
    person.fill()
    eve = Client()

    eve.post(person.step("vous"), IDENTITY | {"identite__email": email})

    assert eve.post(person.at("draft_here")).status_code == 403
    eve.post(person.at("draft_send_link"))
    assert [message.recipient for message in OutboundMessage.objects.all()] == [EMAIL]
    assert PLACE["quoi"] not in text_of(eve.get(person.at("draft_check")))


def test_the_person_still_corrects_the_address_where_the_draft_is_open(person):
    person.fill()

    person.answer("vous", IDENTITY | {"identite__email": "awa@exemple.fr"})
    Client().post(person.at("draft_send_link"))

    assert OutboundMessage.objects.get().recipient == "awa@exemple.fr"
