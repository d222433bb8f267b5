"""What each form proposes, and what it refuses to take."""

from datetime import timedelta

import pytest
from django.forms import CharField
from django.utils import timezone

from backoffice.casework.exchange_forms import AskDocumentForm
from backoffice.casework.forms import AssignForm, ForwardForm
from backoffice.casework.verbs import VERBS
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow import exchanges
from portal.demandes.workflow.filing import file
from portal.directory.models import Role
from portal.procedures.models import RequiredDocument, Silence
from tests import builders
from tests.backoffice.casework.reading import PAYLOADS, a_file, officer_of, text_of, verb_url

pytestmark = pytest.mark.django_db
BEYOND = [
    ("message", {"body": "x" * 5_001}),
    ("message", {"body": "  "}),
    ("message", {"key": "pas une clé"}),
    ("note", {"body": "x" * 5_001}),
    ("note", {"key": ""}),
    ("transmettre", {"reason": "x" * 1_001}),
    ("transmettre", {"reason": ""}),
    ("transmettre", {"service": "999999"}),
    ("transmettre", {"service": "x"}),
    ("affecter", {"to": "999999"}),
    ("affecter", {"to": ""}),
    ("demander-un-document", {"label": "x" * 161}),
    ("demander-un-document", {"why": "x" * 301}),
    ("demander-un-document", {"indispensable": ""}),
    ("demander-un-document", {"deadline": "demain"}),
    ("demander-un-document", {"deadline": "2020-01-01"}),
    ("avis-partenaire", {"partner": "x" * 201}),
    ("doublon", {"of": "D-0000"}),
    ("prendre", {"version": ""}),
    ("prendre", {"version": "9" * 30}),
]


@pytest.mark.parametrize(("slug", "wrong"), BEYOND)
def test_nothing_beyond_its_limits_is_taken(browser_of, slug, wrong):
    demande = builders.make_demande()
    data = PAYLOADS[slug](demande) | wrong

    response = browser_of(officer_of(demande)).post(verb_url(demande, slug), data)

    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    demande.refresh_from_db()
    assert demande.version == 1


def test_every_text_has_a_limit():
    demande = builders.make_demande()
    agent = officer_of(demande)
    for verb in VERBS:
        form = verb.form(demande=demande, agent=agent)
        written = [field for field in form.fields.values() if type(field) is CharField]
        assert all(field.max_length for field in written), verb.slug


def test_a_demande_is_handed_to_those_who_handle_its_service():
    above = builders.make_service()
    service = builders.make_service(parent=above)
    demande = builders.make_demande(service=service)
    here = builders.make_member(service, Role.OFFICER, Role.HEAD)
    head = builders.make_member(above, Role.HEAD)
    builders.make_member(service, Role.ADVISER)
    builders.make_member(builders.make_service(), Role.OFFICER)
    builders.make_member(service, Role.OFFICER, is_active=False)

    form = AssignForm(demande=demande, agent=here)

    assert set(form.fields["to"].queryset) == {here, head}


def test_a_demande_is_forwarded_to_any_other_service_in_activity():
    demande = builders.make_demande()
    near = builders.make_service("Propreté", organisation=demande.service.organisation)
    far = builders.make_service("Eau")
    builders.make_service("Ancien", active=False)

    choices = ForwardForm(demande=demande, agent=officer_of(demande)).fields["service"].choices

    assert dict(choices[1:]) == {
        near.organisation.name: [(near.pk, "Propreté")],
        far.organisation.name: [(far.pk, "Eau")],
    }


@pytest.mark.parametrize(
    ("silence", "consequence"),
    [
        (Silence.ACCEPT, "le délai légal recommencera à zéro"),
        (Silence.REJECT, "le délai légal est suspendu"),
        (Silence.NONE, "la demande attend ce document"),
    ],
)
def test_asking_for_a_document_says_what_it_does_to_the_legal_clock(silence, consequence):
    demande = builders.make_demande(silence=silence)

    form = AskDocumentForm(demande=demande, agent=officer_of(demande))

    assert consequence in dict(form.fields["indispensable"].choices)["oui"]
    assert form.initial["deadline"] == timezone.localdate() + timedelta(days=15)


def test_a_document_of_the_procedure_fills_the_form(browser_of):
    procedure = builders.make_procedure()
    wanted = RequiredDocument.objects.create(
        procedure=procedure, label="Quittance de loyer", why="Pour l’adresse.", indispensable=False
    )
    demande = file(draft=builders.make_draft(procedure))
    browser = browser_of(officer_of(demande))

    page = text_of(browser.get(f"{verb_url(demande, 'demander-un-document')}?piece={wanted.pk}"))

    assert 'value="Quittance de loyer"' in page
    assert 'value="Pour l’adresse."' in page
    assert "Quittance de loyer" in text_of(browser.get(verb_url(demande, "demander-un-document")))


def test_a_document_already_received_or_asked_for_is_offered_as_such(browser_of):
    procedure = builders.make_procedure()
    for label, key in (("Photo du trou", "photos"), ("Plan", ""), ("Devis", ""), ("Bail", "")):
        RequiredDocument.objects.create(
            procedure=procedure, label=label, why="Pour voir.", field_key=key
        )
    draft = builders.make_draft(procedure)
    builders.make_draft_file(draft)
    demande = file(draft=draft)
    officer = officer_of(demande)
    plan = builders.ask(demande, officer, label="Plan")
    exchanges.provide_document(demande, request=plan, files=[builders.make_file()])
    builders.ask(demande, officer, label="Devis")

    page = text_of(browser_of(officer).get(verb_url(demande, "demander-un-document")))

    for chip in ("Photo du trou (déjà reçu)", "Plan (déjà reçu)", "Devis (déjà demandé)", "Bail"):
        assert f">{chip}</a>" in page


def test_a_document_that_is_not_indispensable_stops_nothing(browser_of):
    demande = builders.make_demande(silence=Silence.ACCEPT)
    before = demande.silence_on
    data = PAYLOADS["demander-un-document"](demande) | {"indispensable": "non"}

    browser_of(officer_of(demande)).post(verb_url(demande, "demander-un-document"), data)

    demande.refresh_from_db()
    assert (demande.state, demande.silence_on) == (State.FILED, before)


def test_only_an_awaited_document_can_be_received(browser_of):
    demande = builders.make_demande(state=State.AWAITING_CITIZEN)
    other = builders.make_demande(demande.procedure, state=State.AWAITING_CITIZEN)
    foreign = other.document_requests.get()

    response = browser_of(officer_of(demande)).post(
        verb_url(demande, "document-recu"), {"request": foreign.pk, "files": a_file()}
    )

    assert response.status_code == 400
    assert not other.attachments.exists()


def test_a_file_of_a_kind_that_is_refused_keeps_the_message(browser_of):
    demande = builders.make_demande()
    data = PAYLOADS["message"](demande) | {
        "body": "Voici le plan.",
        "files": a_file("plan.exe", b"MZ\x90\x00"),
    }

    response = browser_of(officer_of(demande)).post(verb_url(demande, "message"), data)

    assert response.status_code == 400
    assert "Voici le plan." in text_of(response)
    assert not demande.messages.exists()


def test_a_demande_is_no_duplicate_of_itself_nor_of_one_out_of_sight(browser_of):
    demande, elsewhere = builders.make_demande(), builders.make_demande()
    browser = browser_of(officer_of(demande))

    itself = browser.post(verb_url(demande, "doublon"), {"version": 1, "of": demande.reference})
    hidden = browser.post(verb_url(demande, "doublon"), {"version": 1, "of": elsewhere.reference})

    assert (itself.status_code, hidden.status_code) == (409, 400)
    assert "Aucune demande de vos services" in text_of(hidden)
    assert not Demande.objects.exclude(duplicate_of=None).exists()
