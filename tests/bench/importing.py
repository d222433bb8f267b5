"""50,000 invoices from a file, in a process of its own, so that its memory is nobody else's."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

from tests.bench.exporting import peak
from tests.bench.figures import Figure

FEW, MANY = 5_000, 50_000
SECONDS, MORE_MEMORY = 60, 15  # MB, of the long one over the short one
HEADER = (
    "external_id;payer_name;payer_email;payer_address;payer_reference;subject;due_on;label;"
    "quantity;unit_price;vat_rate;revenue_code\n"
)


def figures() -> Iterator[Figure]:
    """Two files of the same régie, ten times apart, checked then issued."""
    little, much = (_apart(count) for count in (FEW, MANY))
    grown = (much["memory"] - little["memory"]) / 1e6
    yield Figure(f"import of {MANY} invoices", much["seconds"], SECONDS, "s")
    yield Figure(f"the same: more memory than for {FEW}", grown, MORE_MEMORY, "MB")
    yield Figure("the same file again: time", much["again"], None, "s")


def write(path: Path, count: int) -> None:
    """Two lines an invoice."""
    with path.open("w") as file:
        file.write(HEADER)
        for number in range(count):
            head = (
                f"B{count}-{number};Awa Delattre {number};awa.{number}@courriel.example;"
                f"{number} rue des Lilas, 62300 Lens;FAM-{number};Cantine de novembre;31/12/2026"
            )
            file.write(f"{head};Repas enfant;{number % 20 + 1};3,85;0;7067\n")
            file.write(f"{head};Garderie du soir;4,5;2,10;0;7067\n")


def _apart(count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.importing", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(count: int) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 (settings first)

    from payments.models import Invoice, Regie  # noqa: PLC0415 (settings first)
    from portal.directory.models import Organisation  # noqa: PLC0415 (settings first)

    organisation = Organisation.objects.first()
    regie, _ = Regie.objects.get_or_create(
        code="BENCH", defaults={"name": "Régie", "organisation": organisation}
    )
    times = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "invoices.csv"
        write(path, count)
        for _ in range(2):
            began = time.monotonic()
            call_command("import_invoices", str(path), regie=regie.code)
            times.append(time.monotonic() - began)
    assert Invoice.objects.filter(external_id__startswith=f"B{count}-").count() == count
    found = {"seconds": times[0], "again": times[1], "memory": peak()}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
