"""Who comes into a régie: a running mandate, a second factor, and nobody else."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from payments.models import Mandate, MandateRole, Regie
from payments.rights import Act, acts_of
from portal.directory.models import Role
from tests.payments.builders import make_mandate, make_regie
from tests.portal.directory.factories import make_member, make_organisation, make_service

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", MandateRole.values)
def test_a_mandate_opens_its_regie_and_no_other(client, role):
    mine, other = make_regie(), make_regie()
    client.force_login(make_mandate(mine, MandateRole(role)))
    assert client.get(f"/gestion/regies/{mine.code}/").status_code == 200
    assert client.get(f"/gestion/regies/{other.code}/").status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_no_role_opens_a_regie(client, role):
    regie = make_regie()
    client.force_login(make_member(make_service(organisation=regie.organisation), role))
    assert client.get(f"/gestion/regies/{regie.code}/").status_code == 404
    assert "de mandat dans aucune régie" in client.get("/gestion/regies/").content.decode()


def test_a_mandate_that_ended_or_has_not_begun_opens_nothing(client):
    today = timezone.localdate()
    for since, until in [(-9, -1), (1, None)]:
        regie = make_regie()
        agent = make_mandate(regie)
        Mandate.objects.update(
            since=today + timedelta(since), until=until and today + timedelta(until)
        )
        client.force_login(agent)
        assert client.get(f"/gestion/regies/{regie.code}/").status_code == 404


def test_a_mandate_begins_and_ends_at_midnight_where_the_organisation_is():
    paris = make_regie()
    noumea = make_regie(organisation=make_organisation(time_zone="Pacific/Noumea"))
    first, last = date(2026, 12, 1), date(2026, 12, 2)
    agents = {regie: make_mandate(regie) for regie in (paris, noumea)}
    Mandate.objects.update(since=first, until=last)

    def hold(hour: datetime) -> set[Regie]:
        with time_machine.travel(hour, tick=False):
            return {regie for regie, agent in agents.items() if acts_of(agent, regie)}

    # Eleven hours before Greenwich in Nouméa, one in Paris.
    assert hold(datetime(2026, 11, 30, 12, 59, tzinfo=UTC)) == set()
    assert hold(datetime(2026, 11, 30, 13, 1, tzinfo=UTC)) == {noumea}
    assert hold(datetime(2026, 12, 1, 12, tzinfo=UTC)) == {paris, noumea}
    assert hold(datetime(2026, 12, 2, 13, 1, tzinfo=UTC)) == {paris}
    assert hold(datetime(2026, 12, 2, 23, 1, tzinfo=UTC)) == set()


def test_without_a_second_factor_one_enrols_first(client, settings):
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = True
    regie = make_regie()
    client.force_login(make_mandate(regie))
    answer = client.get(f"/gestion/regies/{regie.code}/")
    assertRedirects(answer, reverse("mfa_activate_totp"), fetch_redirect_response=False)


def test_a_deputy_collects_but_does_not_pay_in():
    regie = make_regie()
    deputy = make_mandate(regie, MandateRole.DEPUTY)
    allowed = acts_of(deputy, regie)
    assert Act.COLLECT in allowed
    assert Act.DEPOSIT not in allowed
    assert acts_of(make_mandate(regie), regie) == frozenset(Act)


def links(page: str) -> dict[str, list[str]]:
    """The rows of tabs: the links of each, the one that is marked with how."""
    rows = re.findall(r'<nav class="tabs" aria-label="([^"]*)">(.*?)</nav>', page, re.DOTALL)
    link = r'<a href="[^"]*"(?: aria-current="(page|true)")?>([^<]*)</a>'
    return {
        html.unescape(label): [
            f"{name} ({mark})" if mark else name for mark, name in re.findall(link, row)
        ]
        for label, row in rows
    }


def test_a_regies_pages_are_gathered_by_subject(client):
    regie = make_regie(name="Cantine")
    client.force_login(make_mandate(regie))
    home, journal = f"/gestion/regies/{regie.code}/", reverse("regie_journal", args=[regie.code])
    subjects = ["Aujourd’hui", "Factures", "Encaissements", "Caisse"]
    assert links(client.get(journal).content.decode()) == {
        "Cantine": [*subjects, "Comptes (true)"],
        "Comptes": ["Journal (page)", "Relevé", "Rapprochement", "Écarts", "Consultations"],
    }
    assert links(client.get(home).content.decode()) == {
        "Cantine": ["Aujourd’hui (true)", *subjects[1:], "Comptes"]
    }


def test_a_deputy_finds_the_pages_of_a_deputy_and_no_row_of_one(client):
    regie = make_regie(name="Cantine")
    client.force_login(make_mandate(regie, MandateRole.DEPUTY))
    closings = client.get(reverse("regie_closings", args=[regie.code])).content.decode()
    assert links(closings) == {
        "Cantine": ["Aujourd’hui", "Factures", "Encaissements", "Caisse (true)", "Comptes"]
    }
    payments = client.get(reverse("regie_payments", args=[regie.code])).content.decode()
    assert links(payments)["Encaissements"] == ["Encaisser", "Paiements (page)", "Remboursements"]


def test_what_is_below_a_tab_keeps_it_marked(client):
    regie = make_regie()
    client.force_login(make_mandate(regie))
    page = client.get(reverse("regie_invoice_new", args=[regie.code])).content.decode()
    assert links(page)["Factures"] == ["Toutes (page)", "Imports", "Impayés"]
