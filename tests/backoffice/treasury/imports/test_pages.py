"""The treasurer sends a file, sees what it holds, has it issued, takes numbers and codes."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from payments.importing.reading import MOST_BYTES
from payments.models import (
    Consultation,
    ImportFault,
    ImportState,
    Invoice,
    InvoiceImport,
    MandateRole,
    Regie,
)
from portal.demandes.references import normalise_code
from tests.payments.builders import make_mandate, make_regie
from tests.payments.importing.files import A_ROW, checked, csv_of, imported
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def regie() -> Regie:
    return make_regie()


@pytest.fixture
def treasurer(client: Client, regie: Regie) -> Client:
    client.force_login(make_mandate(regie))
    return client


def _sent(client: Client, regie: Regie, content: bytes, name: str = "factures.csv") -> str:
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("invoice_imports", args=[regie.code]), {"file": file})
    return answer.url if answer.status_code == 302 else answer.content.decode()


def _page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_file_is_checked_issued_and_its_numbers_taken(treasurer: Client, regie: Regie) -> None:
    bad = A_ROW | {"external_id": "B", "due_on": "31/02/2026"}
    address = _sent(treasurer, regie, csv_of([A_ROW, bad]))
    assert "Contrôle en cours" in _page(treasurer, address)
    run_tasks()
    shown = _page(treasurer, address)
    assert "Émettre 1 facture" in shown
    assert "46,20" in shown
    assert "Cette date n’existe pas" in shown
    assert not Invoice.objects.exists()

    for _ in range(2):  # a double click
        assert treasurer.post(address).status_code == 302
    run_tasks()

    assert "L’import est terminé" in _page(treasurer, address)
    invoice = Invoice.objects.get()
    answer = treasurer.get(f"{address}numeros.csv")
    [row] = csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";")
    assert normalise_code(row.pop("code")) == invoice.access_code
    assert row == {
        "external_id": "CANT-1",
        "number": invoice.number,
        "amount": "46,20",
        "payer_reference": "FAM-12",
    }
    consultation = Consultation.objects.get()
    assert consultation.regie == regie
    assert consultation.what.startswith("numéros et codes de l’import")
    assert "31/02" not in treasurer.get(f"{address}erreurs.csv").getvalue().decode()


def test_the_model_is_a_file_that_can_be_imported(treasurer: Client, regie: Regie) -> None:
    sample = treasurer.get(reverse("invoice_import_sample", args=[regie.code])).getvalue()

    owner = imported(regie, sample)

    assert (owner.issued, owner.refused) == (4, 0)


def test_the_first_errors_are_shown_and_all_are_in_the_file(
    treasurer: Client, regie: Regie
) -> None:
    owner = checked(regie, csv_of([A_ROW | {"external_id": ""}] * 201))
    address = reverse("invoice_import", args=[regie.code, owner.pk])

    shown = _page(treasurer, address)

    assert "Voici les 200 premières" in shown
    assert "Il n’y a rien à émettre" in shown
    assert shown.count("Remplissez cette case.") == 200
    told = treasurer.get(f"{address}erreurs.csv").getvalue().decode()
    assert told.count("Remplissez cette case.") == 201
    assert treasurer.post(address).status_code == 409


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("factures.ods", b"x", "CSV, XLSX, JSON ou JSONL"),
        ("factures.csv", b"", "Ce fichier est vide"),
        ("factures.csv", b"x" * (MOST_BYTES + 1), "dépasse 60"),
    ],
)
def test_what_cant_be_taken_is_said(
    treasurer: Client, regie: Regie, name: str, content: bytes, words: str
) -> None:
    assert words in _sent(treasurer, regie, content, name)
    assert not InvoiceImport.objects.exists()


def test_what_gave_up_is_taken_up_again(treasurer: Client, regie: Regie) -> None:
    owner = checked(regie, csv_of([A_ROW]))
    gone = "00000000-0000-0000-0000-000000000000"  # a task that isn't there any more
    InvoiceImport.objects.filter(pk=owner.pk).update(state=ImportState.ISSUING, task_id=gone)
    address = reverse("invoice_import", args=[regie.code, owner.pk])
    assert "Le travail s’est arrêté" in _page(treasurer, address)

    assert treasurer.post(address, {"again": "1"}).status_code == 302
    assert treasurer.post(address, {"again": "1"}).status_code == 409
    run_tasks()

    assert Invoice.objects.filter(regie=regie).count() == 1


def test_only_the_treasurer_of_the_regie_comes_in(client: Client, regie: Regie) -> None:
    owner = imported(regie, csv_of([A_ROW]))
    other = make_regie()
    pages = [reverse("invoice_imports", args=[regie.code])]
    pages += [
        reverse(name, args=[regie.code, owner.pk])
        for name in ("invoice_import", "invoice_import_faults", "invoice_import_numbers")
    ]
    people = [(make_mandate(regie, MandateRole.DEPUTY), 403), (make_mandate(other), 404)]
    for agent, status in people:
        client.force_login(agent)
        assert [client.get(page).status_code for page in pages] == [status] * 4
        assert client.post(pages[1]).status_code == status
    stranger = reverse("invoice_import", args=[other.code, owner.pk])
    assert client.get(stranger).status_code == 404  # another régie's import
    assert not Consultation.objects.exists()


def test_a_page_costs_the_same_with_many_errors(
    treasurer: Client, regie: Regie, django_assert_max_num_queries: object
) -> None:
    owner = checked(regie, csv_of([A_ROW]))
    address = reverse("invoice_import", args=[regie.code, owner.pk])
    ImportFault.objects.bulk_create(ImportFault(owner=owner, row=1) for _ in range(300))

    with django_assert_max_num_queries(14):  # type: ignore[operator]  # the fixture is typed as a value
        treasurer.get(address)
