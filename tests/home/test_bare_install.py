"""What a bare install opens with."""

import pytest
from django.test import Client
from wagtail.models import Site

from home.models import HomePage


@pytest.mark.django_db
def test_a_bare_install_opens_with_our_home_page_and_not_with_wagtails(client: Client) -> None:
    site = Site.objects.get(is_default_site=True)
    assert isinstance(site.root_page.specific, HomePage)
    page = client.get("/")
    assert page.status_code == 200
    assert HomePage._meta.get_field("question").default in page.content.decode()


@pytest.mark.django_db
def test_an_editor_can_write_below_it() -> None:
    home = HomePage.objects.get()
    home.question = "Que cherchez-vous ?"
    home.save_revision().publish()
    assert HomePage.objects.get().question == "Que cherchez-vous ?"
