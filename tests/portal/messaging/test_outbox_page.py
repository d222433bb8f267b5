"""The demo's outbox page."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.messaging import outbox
from tests.portal.messaging.conftest import Write

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True


def test_outside_the_demo_there_is_no_outbox(client: Client, write: Write) -> None:
    message = write()
    for name, args in (
        ("outbox", []),
        ("outbox_message", [message.pk]),
        ("outbox_body", [message.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404


@pytest.mark.usefixtures("demo")
def test_the_outbox_lists_twenty_messages_then_the_older_ones(client: Client, write: Write) -> None:
    for number in range(30):
        write(subject=f"Message n° {number:02}")
    page = client.get(reverse("outbox")).content.decode()
    assert "Message n° 29" in page
    assert "Message n° 10" in page
    assert "Message n° 09" not in page
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    older = client.get(reverse("outbox") + unescape(following[1])).content.decode()
    assert "Message n° 09" in older
    assert "Message n° 10" not in older


@pytest.mark.usefixtures("demo")
def test_a_row_of_the_outbox_says_to_whom_and_how_it_went(client: Client, write: Write) -> None:
    write(recipient="camille@example.org")
    page = client.get(reverse("outbox")).content.decode()
    assert "<small>camille@example.org</small>" in page
    assert "En attente d’envoi" in page


@pytest.mark.usefixtures("demo")
def test_an_empty_outbox_says_how_to_fill_it(client: Client) -> None:
    assert "déposez une demande" in client.get(reverse("outbox")).content.decode()


@pytest.mark.usefixtures("demo")
def test_a_strange_page_is_the_first_one(client: Client, write: Write) -> None:
    write(subject="Le seul")
    assert "Le seul" in client.get(reverse("outbox"), {"page": "x"}).content.decode()


@pytest.mark.usefixtures("demo")
def test_a_message_shows_its_text_with_links_and_its_html_in_a_frame(
    client: Client, write: Write
) -> None:
    message = write()
    page = client.get(reverse("outbox_message", args=[message.pk])).content.decode()
    assert "Bonjour Camille," in page
    assert '<a href="https://portail.example/suivi/AB12"' in page
    assert f'src="{reverse("outbox_body", args=[message.pk])}"' in page
    assert "sandbox=" in page


@pytest.mark.usefixtures("demo")
def test_the_html_version_may_style_but_run_and_fetch_nothing(client: Client, write: Write) -> None:
    response = client.get(reverse("outbox_body", args=[write().pk]))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "script-src" not in policy
    assert '<base target="_top">' in response.content.decode()


@pytest.mark.usefixtures("demo")
def test_an_erased_message_says_so(client: Client, write: Write) -> None:
    message = write()
    outbox.erase(topic=message.topic)
    page = client.get(reverse("outbox_message", args=[message.pk])).content.decode()
    assert "a été effacé" in page
    assert "<iframe" not in page


@pytest.mark.usefixtures("demo")
def test_the_outbox_is_only_read(client: Client) -> None:
    assert client.post(reverse("outbox")).status_code == 405
