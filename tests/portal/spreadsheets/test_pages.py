"""The pages « Import et export », walked from the export to the import."""

import csv
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Service
from portal.directory.roles import Role
from portal.spreadsheets import processing
from portal.spreadsheets.models import Import
from tests.builders import make_theme
from tests.portal.directory.factories import make_agent, make_service
from tests.portal.spreadsheets.books import csv_file

pytestmark = pytest.mark.django_db
HOME = "/admin/tableurs/"
SERVICES = "/admin/tableurs/services/"


@pytest.fixture
def administrator(client: Client) -> User:
    top = make_service("Mairie", code="mairie", phone="+33321216216")
    agent = make_agent()
    chief = make_agent(is_superuser=True)
    grant(agent=agent, service=top, role=Role.ADMINISTRATOR, by=chief)
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    return agent


def send(client: Client, content: bytes, name: str = "a.csv") -> str:
    """Where the browser is led once the file is sent and checked."""
    response = client.post(SERVICES, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    return response.url


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split()).replace("\xa0", " ").replace("&nbsp;", " ")


def run(path: str, work: object) -> None:
    work(path.rstrip("/").split("/")[-1])  # type: ignore[operator]  # what a worker does


def test_from_the_export_to_the_import_by_way_of_an_error(client: Client, administrator) -> None:
    page = shown(client, HOME)
    assert SERVICES in page
    assert "/admin/tableurs/agents/" in page
    assert "/admin/tableurs/demarches/" in page

    book = load_workbook(io.BytesIO(client.get(f"{SERVICES}xlsx/").content))
    sheet = book["Services"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, headers["Nom"]).value = "Hôtel de ville"
    sheet.cell(2, headers["Téléphone"]).value = 12
    sheet.cell(3, 1).value = "voirie"
    for header, value in {
        "Collectivité": sheet.cell(2, headers["Collectivité"]).value,
        "Service de rattachement": "mairie",
        "Nom": "Voirie",
    }.items():
        sheet.cell(3, headers[header]).value = value
    out = io.BytesIO()
    book.save(out)

    path = send(client, out.getvalue(), "services.xlsx")
    page = shown(client, path)
    assert "Contrôle en cours" in page
    assert f'hx-get="{path}" hx-trigger="every 3s"' in page
    assert 'http-equiv="refresh"' not in page  # RGAA 13.1
    run(path, processing.check)
    page = shown(client, path)
    assert "1 ligne refusée." in page
    assert "<strong>Téléphone</strong> : Ce numéro n’est pas reconnu" in page
    assert 'name="import"' not in page
    assert "hx-get" not in page
    client.post(path, {"import": "1"})  # a button of an older page
    assert Service.objects.get().name == "Mairie"

    sheet.cell(2, headers["Téléphone"]).value = 321216217  # what Excel makes of 03 21 21 62 17
    out = io.BytesIO()
    book.save(out)
    path = send(client, out.getvalue(), "services.xlsx")
    run(path, processing.check)
    page = shown(client, path)
    assert "Importer 2 lignes" in page
    assert "Créée : 1" in page
    changed = shown(client, f"{path}?lignes=changed")
    assert "<del>Mairie</del> → <ins>Hôtel de ville</ins>" in changed
    assert "<del>03 21 21 62 16</del> → <ins>03 21 21 62 17</ins>" in changed

    client.post(path, {"import": "1"})
    client.post(path, {"import": "1"})
    assert "Import en cours" in shown(client, path)
    run(path, processing.write)
    assert "2 lignes écrites." in shown(client, path)
    assert Service.objects.get(code="voirie").parent.name == "Hôtel de ville"
    assert "Importé" in shown(client, SERVICES)


def test_a_changed_row_asks_for_another_check(client: Client, administrator: User) -> None:
    path = send(client, csv_file([["Code", "Nom"], ["mairie", "Un"]]))
    run(path, processing.check)
    client.post(path, {"import": "1"})
    Service.objects.update(name="Deux")
    run(path, processing.write)
    assert "Contrôler de nouveau" in shown(client, path)
    client.post(path, {"again": "1"})
    run(path, processing.check)
    assert "<del>Deux</del> → <ins>Un</ins>" in shown(client, path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Choisissez un fichier"),
        ("a.pdf", "Envoyez un classeur XLSX ou un fichier CSV."),
        ("a.xls", "Enregistrez ce classeur au format XLSX"),
        ("a.ods", "Enregistrez ce classeur au format XLSX"),
        ("a.xlsm", "sans macros"),
        ("a.xlsx", "ne contient pas ce que son nom annonce"),
        ("vide.csv", "vide"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(
    client: Client, administrator: User, name: str, words: str
) -> None:
    content = b"" if name == "vide.csv" else b"%PDF-1.4 nothing"
    data = {"file": SimpleUploadedFile(name, content)} if name else {}
    response = client.post(SERVICES, data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Import.objects.exists()


def test_the_csv_is_what_a_french_spreadsheet_opens(client: Client, administrator: User) -> None:
    response = client.get(f"{SERVICES}csv/")
    assert response.content.startswith(b"\xef\xbb\xbfCode;Collectivit")
    assert "attachment" in response["Content-Disposition"]
    assert b"mairie" in response.content


@pytest.mark.parametrize("path", ["/admin/tableurs/lune/", f"{SERVICES}pdf/", f"{HOME}import/x/"])
def test_an_address_of_nothing_is_not_found(client: Client, administrator, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_file_is_shown_to_who_sent_it_only(client: Client, administrator: User) -> None:
    path = send(client, csv_file([["Code", "Nom"], ["mairie", "Un"]]))
    client.force_login(
        make_agent(is_superuser=True), backend="portal.accounts.backends.AgentBackend"
    )
    assert client.get(path).status_code == 404
    assert client.post(path, {"import": "1"}).status_code == 404
    assert client.get(f"/admin/tableurs/import/{uuid4()}/").status_code == 404


def test_a_long_report_comes_in_pages(client: Client, administrator: User) -> None:
    path = send(client, csv_file([["Code", "Nom"], *([f"s{n}", ""] for n in range(250))]))
    run(path, processing.check)
    page = shown(client, f"{path}?lignes=refused&p=3")
    assert "Page 3 sur 3" in page
    assert "s249" in page


def test_the_menu_leads_there_for_administrators_only(client: Client, administrator: User) -> None:
    assert HOME in shown(client, "/admin/")
    editor = make_agent()
    top = Service.objects.get()
    grant(agent=editor, service=top, role=Role.EDITOR, by=make_agent(is_superuser=True))
    client.force_login(editor, backend="portal.accounts.backends.AgentBackend")
    assert f'"{HOME}"' not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("path", ["/admin/procedures/theme/", "/admin/directory/service/"])
def test_the_other_exports_hold_no_formula_either(client: Client, path: str) -> None:
    make_service("=HYPERLINK(1)", code="mairie")
    make_theme(name="=HYPERLINK(1)")
    boss = make_agent(is_superuser=True)
    client.force_login(boss, backend="portal.accounts.backends.AgentBackend")
    text = b"".join(client.get(f"{path}?export=csv").streaming_content).decode()
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith("=")]
