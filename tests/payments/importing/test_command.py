"""The nightly deposit: the same checks, a report, and a status that a script can read."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from payments.models import Invoice
from tests.payments.builders import make_regie
from tests.payments.importing.files import A_ROW, csv_of

pytestmark = pytest.mark.django_db
BAD = A_ROW | {"external_id": "B", "due_on": "31/02/2026"}


def _run(path: Path, *options: str, regie: str = "") -> int:
    try:
        call_command("import_invoices", str(path), f"--regie={regie}", *options)
    except SystemExit as ended:
        return int(str(ended.code))
    except CommandError as error:
        return error.returncode
    return 0


@pytest.mark.parametrize(
    ("rows", "options", "status", "issued"),
    [
        ([A_ROW], [], 0, 1),
        ([A_ROW], ["--dry-run"], 0, 0),
        ([A_ROW, BAD], [], 1, 0),
        ([A_ROW, BAD], ["--leave-refused"], 1, 1),
        ([A_ROW, BAD], ["--leave-refused", "--dry-run"], 1, 0),
        ([], [], 2, 0),
    ],
)
def test_what_is_issued_and_the_status(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rows: list[dict[str, str]],
    options: list[str],
    status: int,
    issued: int,
) -> None:
    regie, path = make_regie(), tmp_path / "factures.csv"
    path.write_bytes(csv_of(rows))

    assert _run(path, *options, regie=regie.code) == status

    assert Invoice.objects.filter(regie=regie).count() == issued
    told = capsys.readouterr()
    assert f"{issued} émises" in told.out
    assert ("ligne 3, B, À payer avant le : Cette date" in told.err) == (BAD in rows)
    assert A_ROW["payer_name"] not in told.out + told.err


def test_run_again_it_issues_nothing_more(tmp_path: Path) -> None:
    regie, path = make_regie(), tmp_path / "factures.csv"
    path.write_bytes(csv_of([A_ROW]))

    assert [_run(path, regie=regie.code) for _ in range(2)] == [0, 0]
    assert Invoice.objects.filter(regie=regie).count() == 1


def test_an_unknown_regie_a_missing_file_another_format(tmp_path: Path) -> None:
    regie = make_regie()
    (tmp_path / "factures.ods").touch()

    assert _run(tmp_path / "factures.csv", regie=regie.code) == 2
    assert _run(tmp_path / "factures.ods", regie=regie.code) == 2
    assert _run(tmp_path / "factures.csv", regie="NOPE") == 2
