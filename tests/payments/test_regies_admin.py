"""Régies and mandates are kept by administrators: keys are written, never read."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from payments.models import Mandate, MandateRole, Regie
from payments.rights import Act, acts_of
from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Role
from tests.payments.builders import make_invoice, make_mandate, make_regie
from tests.portal.directory.factories import make_agent, make_member, make_service

pytestmark = pytest.mark.django_db
SECRET = "sk_live_ne_se_lit_jamais"
STRIPE_KEYS = {"key_stripe_secret_key": SECRET, "key_stripe_webhook_secret": "whsec_1"}
LEGAL = {
    "legal_basis": "Convention du 3 mars",
    "accountant_opinion": "Avis favorable du 4 mars",
    "treasury_account": "FR7610071",
}


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = False  # tested apart


@pytest.fixture
def regie():
    return make_regie()


@pytest.fixture
def service(regie):
    """The whole of its organisation."""
    return make_service(organisation=regie.organisation)


@pytest.fixture
def administrator(service):
    return granted(service)


def granted(service):
    agent = make_agent()
    by = make_agent(is_superuser=True)
    grant(agent=agent, service=service, role=Role.ADMINISTRATOR, by=by)
    return User.objects.get(pk=agent.pk)


def address(action, *args, model="regie"):
    return reverse(f"payments_{model}_modeladmin_{action}", args=args)


def form_of(organisation, **changes):
    form = {
        "organisation": organisation.pk,
        "name": "Cantine",
        "code": "CANT",
        "currency": "EUR",
        "legal_mentions": "Acte du 2 mars",
        "provider": "",
        "minimum": "1,00",
        "maximum": "5 000",
        "treasury_account": "",
        "legal_basis": "",
        "accountant_opinion": "",
        "cash_maximum": "1 220,00",
        "remind_before": "5",
        "remind_after": "10",
        "is_active": "on",
    }
    return form | changes


def text_of(answer):
    return answer.content.decode()


def test_an_administrator_opens_a_regie_with_sums_as_people_write_them(
    client, administrator, service
):
    client.force_login(administrator)
    assert client.get(address("create")).status_code == 200
    answer = client.post(address("create"), form_of(service.organisation))
    assert answer.status_code == 302
    made = Regie.objects.get(code="CANT")
    assert (made.minimum, made.maximum, made.cash_maximum) == (100, 500_000, 122_000)
    assert "1\u202f220,00" in text_of(client.get(address("edit", made.pk))).replace(
        "\u00a0", "\u202f"
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"minimum": "10", "maximum": "9"}, "plus petit que le minimum"),
        ({"minimum": "0"}, "supérieur à zéro"),
        ({"cash_maximum": "peu"}, "pas lisible"),
        ({"code": "cant"}, "lettres majuscules"),
        ({"provider": "stripe", **STRIPE_KEYS}, "Écrivez la base légale"),
        ({"provider": "stripe", **STRIPE_KEYS, **LEGAL, "accountant_opinion": ""}, "du comptable"),
        ({"provider": "stripe", **LEGAL}, "ne marche pas sans cette clé"),
        ({"provider": "payfip"}, "ne marche pas sans cette clé"),
        ({"currency": "XPF", "minimum": "1,50"}, "sans virgule"),
    ],
)
def test_what_the_law_or_the_provider_wants_is_asked_for_in_french(
    client, administrator, service, changes, says
):
    client.force_login(administrator)
    answer = client.post(address("create"), form_of(service.organisation, **changes))
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert SECRET not in text_of(answer)
    assert not Regie.objects.filter(code="CANT").exists()


def test_keys_are_sealed_kept_when_blank_and_shown_nowhere(client, administrator, service, caplog):
    client.force_login(administrator)
    told = form_of(service.organisation, provider="stripe", **STRIPE_KEYS, **LEGAL)
    assert client.post(address("create"), told).status_code == 302
    made = Regie.objects.get(code="CANT")
    assert made.keys_of("stripe") == {"secret_key": SECRET, "webhook_secret": "whsec_1"}
    page = text_of(client.get(address("edit", made.pk)))
    assert "Enregistrée le" in page
    again = told | {"key_stripe_secret_key": "", "key_stripe_webhook_secret": "whsec_2"}
    assert client.post(address("edit", made.pk), again).status_code == 302
    made.refresh_from_db()
    assert made.keys_of("stripe") == {"secret_key": SECRET, "webhook_secret": "whsec_2"}
    export = client.get(address("index"), {"export": "csv"})
    shown = page + b"".join(export).decode() + caplog.text + made.sealed_keys
    shown += "".join(map(str, ModelLogEntry.objects.values_list("data", flat=True)))
    history = text_of(client.get(address("history", made.pk)))
    assert SECRET not in shown + history
    assert not {"whsec_1", "whsec_2"} & set(re.findall(r"whsec_\w+", shown + history))


def test_a_key_says_when_it_was_written_and_a_new_secret_of_the_site_asks_for_all(
    client, administrator, regie, settings
):
    regie.set_keys("payfip", {"numcli": "006382", "saisie": "W"})
    first = dict(regie.keys_saved_on("payfip"))
    regie.set_keys("payfip", {"numcli": "006382", "saisie": "X"})
    assert regie.keys_saved_on("payfip") == first
    regie.save()
    client.force_login(administrator)
    settings.SECRET_KEY = "another secret of the site, long enough for everybody"
    client.force_login(administrator)
    assert "Écrivez-les toutes" in text_of(client.get(address("edit", regie.pk)))


def test_the_code_does_not_change_once_there_are_invoices(client, administrator, regie):
    told = form_of(regie.organisation, code="AUTRE", currency="XPF", minimum="100")
    client.force_login(administrator)
    make_invoice(regie)
    code = regie.code
    assert client.post(address("edit", regie.pk), told).status_code == 302
    regie.refresh_from_db()
    assert (regie.code, regie.currency, regie.name) == (code, "EUR", "Cantine")


def test_addresses_for_tests_are_not_offered(client, administrator, regie):
    client.force_login(administrator)
    page = text_of(client.get(address("edit", regie.pk)))
    assert "api_base" not in page
    assert "service_url" not in page


def test_only_who_administers_the_whole_organisation_comes_in(client, regie, service):
    part = granted(make_service(parent=service))
    elsewhere = granted(make_service())
    others = [make_member(service, role) for role in Role.values if role != Role.ADMINISTRATOR]
    for agent in [part, *others]:
        client.force_login(agent)
        assert client.get(address("index")).status_code == 302, agent
        assert client.get(address("create")).status_code == 302
    client.force_login(elsewhere)
    assert regie.name not in text_of(client.get(address("index")))
    assert client.get(address("edit", regie.pk)).status_code in (302, 404)


def test_a_superuser_does_all_but_delete(client, regie):
    client.force_login(make_agent(is_superuser=True))
    assert regie.name in text_of(client.get(address("index")))
    assert client.get(address("edit", regie.pk)).status_code == 200
    assert client.post(address("delete", regie.pk)).status_code == 302
    assert Regie.objects.filter(pk=regie.pk).exists()


def test_the_demonstration_is_offered_only_where_it_is_open(
    client, administrator, service, settings
):
    client.force_login(administrator)
    settings.DEMO_PROVIDER_ENABLED = False
    assert "Démonstration" not in text_of(client.get(address("create")))
    answer = client.post(address("create"), form_of(service.organisation, provider="demo"))
    assert answer.status_code == 200
    settings.DEMO_PROVIDER_ENABLED = True
    assert "Démonstration" in text_of(client.get(address("create")))


def mandate_form(regie, agent, role=MandateRole.TREASURER, since="2026-01-01", until=""):
    return {
        "regie": regie.pk,
        "agent": agent.pk,
        "role": role,
        "since": since,
        "until": until,
    }


def test_an_administrator_appoints_and_ends_and_gets_no_right_on_money(
    client, administrator, regie, service
):
    chosen = make_member(service, Role.OFFICER)
    client.force_login(administrator)
    create = address("create", model="mandate")
    assert client.post(create, mandate_form(regie, chosen)).status_code == 302
    mandate = Mandate.objects.get()
    assert Act.APPROVE_REFUND in acts_of(chosen, regie)
    assert not acts_of(administrator, regie)
    assert client.get(f"/gestion/regies/{regie.code}/").status_code == 404
    yesterday = timezone.localdate() - timedelta(days=1)
    edit = address("edit", mandate.pk, model="mandate")
    assert client.post(edit, {"until": yesterday, "role": "deputy"}).status_code == 302
    mandate.refresh_from_db()
    assert (mandate.until, mandate.role) == (yesterday, MandateRole.TREASURER)
    assert not acts_of(chosen, regie)
    assert client.post(address("delete", mandate.pk, model="mandate")).status_code == 302
    assert Mandate.objects.exists()


def test_nobody_appoints_themselves_but_a_superuser(client, administrator, regie):
    create = address("create", model="mandate")
    client.force_login(administrator)
    assert client.post(create, mandate_form(regie, administrator)).status_code == 200
    assert not Mandate.objects.exists()
    superuser = make_agent(is_superuser=True)
    client.force_login(superuser)
    assert client.post(create, mandate_form(regie, superuser)).status_code == 302


@pytest.mark.parametrize(
    ("role", "since", "until", "says"),
    [
        ("treasurer", "2026-01-01", "", "mettez d’abord fin à son mandat"),
        ("deputy", "2026-01-01", "2025-12-31", "avant le début"),
        ("deputy", "2026-01-01", "", ""),
        ("treasurer", "2010-01-01", "2019-12-31", ""),
    ],
)
def test_one_treasurer_at_a_time(client, administrator, regie, service, role, since, until, says):
    make_mandate(regie)  # since 2020
    chosen = make_member(service, Role.OFFICER)
    client.force_login(administrator)
    form = mandate_form(regie, chosen, role, since, until)
    answer = client.post(address("create", model="mandate"), form)
    assert answer.status_code == (200 if says else 302)
    assert says in text_of(answer)


def test_one_running_mandate_for_an_agent(client, administrator, regie, service):
    chosen = make_member(service, Role.OFFICER)
    Mandate.objects.create(regie=regie, agent=chosen, role="deputy", since=date(2026, 1, 1))
    client.force_login(administrator)
    answer = client.post(
        address("create", model="mandate"), mandate_form(regie, chosen, "deputy", "2026-02-01")
    )
    assert "déjà un mandat" in text_of(answer)


def test_a_mandate_is_of_ones_own_regies(client, administrator, service):
    other = make_regie()
    chosen = make_member(service, Role.OFFICER)
    client.force_login(administrator)
    answer = client.post(address("create", model="mandate"), mandate_form(other, chosen))
    assert answer.status_code == 200
    assert not Mandate.objects.exists()


def test_the_list_leads_an_administrator_without_a_mandate_to_the_handover(
    client, administrator, regie
):
    make_mandate(regie)
    client.force_login(administrator)
    [link] = re.findall(r'href="([^"]+remise[^"]*)"', text_of(client.get(address("index"))))
    assert client.get(link).status_code == 200
