"""The secret that opens one demande: by link or by code, void once the code changes."""

import pytest
from django.test import override_settings
from wagtail.models import Site

from portal.demandes import links
from portal.demandes.models import Demande
from portal.demandes.references import new_code
from tests.builders import make_demande

pytestmark = pytest.mark.django_db


def token_of(demande: Demande) -> str:
    return links.tracking_link(demande).rstrip("/").rpartition("/")[2]


def test_a_link_opens_its_demande_and_no_other() -> None:
    demande, other = make_demande(), make_demande()
    token = token_of(demande)
    assert links.demande_of(token) == demande
    swapped = other.reference + token.removeprefix(demande.reference)
    for wrong in (swapped, token[:-1], token + "A", "", ".", demande.reference, "é.x", "\x00.x"):
        assert links.demande_of(wrong) is None


def test_a_link_does_not_show_the_code() -> None:
    demande = make_demande()
    assert demande.tracking_code not in links.tracking_link(demande)


def test_a_new_code_makes_old_links_void() -> None:
    demande = make_demande()
    token = token_of(demande)
    Demande.objects.filter(pk=demande.pk).update(tracking_code=new_code())
    assert links.demande_of(token) is None


def test_links_survive_a_change_of_secret_key_kept_as_a_fallback() -> None:
    demande = make_demande()
    token = token_of(demande)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["insecure-and-only-for-tests"]):
        assert links.demande_of(token) == demande
    with override_settings(SECRET_KEY="new"):
        assert links.demande_of(token) is None


def test_a_reference_opens_with_its_own_code_only() -> None:
    demande, other = make_demande(), make_demande()
    assert links.with_code(demande.reference, demande.tracking_code) == demande
    assert links.with_code(demande.reference, other.tracking_code) is None
    assert links.with_code(demande.reference, "") is None
    assert links.with_code("D-2222-2222", demande.tracking_code) is None


def test_the_address_is_that_of_the_organisations_own_site() -> None:
    demande = make_demande()
    assert links.tracking_link(demande).startswith("http://127.0.0.1:8000/suivi/")
    site = Site.objects.get()
    site.hostname, site.port = "demarches.arras.example", 443
    site.save()
    demande.service.organisation.site = site
    assert links.tracking_link(demande).startswith("https://demarches.arras.example/suivi/")
