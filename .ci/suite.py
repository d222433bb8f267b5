#!/usr/bin/env python3
"""The checks of the house, quickest first; what is red ends the run with a sentence.

`suite` runs all, `suite check|lint|types` only the stages of that name. Called by the Makefile.
"""

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.cluster import cluster  # noqa: E402 (a script has no package to find it through)

CACHE = ROOT / ".cache"
FEW = 3  # of a hundred journeys: more than that failing together is no accident
PYTHON = str(ROOT / ".venv/bin/python")
MANAGE = [PYTHON, "manage.py"]
# Values that only have to look right: nothing is reached by `check --deploy`.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "Lq8-only-for-the-check-vT3xN7wRk2Zb9YcMd5HsJf4GpUe6Aa1Ee0Ii",
    "ALLOWED_HOSTS": "demarches.example.org",
    "PUBLIC_BASE_URL": "https://demarches.example.org",
    "DATABASE_URL": "postgres://check@127.0.0.1/check",
    "EMAIL_HOST": "smtp.example.org",
    "DEFAULT_FROM_EMAIL": "ne-pas-repondre@example.org",
}


@dataclasses.dataclass
class Stage:
    """One check: what it is called, in which groups it runs, its command, what to do when red."""

    name: str
    groups: set[str]
    command: list[str]
    remedy: str
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    postgresql: bool = False
    once_more: bool = False  # whether a few tests that failed are tried again, see `tried_again`

    @property
    def report(self) -> Path:
        """Where pytest writes what it counted; absent for the other tools."""
        return CACHE / f"junit-{self.name.replace(' ', '-')}.xml"


def tool(name: str, *arguments: str) -> list[str]:
    """A program of the virtual environment."""
    return [str(ROOT / ".venv/bin" / name), *arguments]


def templates() -> list[str]:
    """The templates that are ours to format."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def pytest(name: str, *arguments: str, postgresql: bool) -> Stage:
    """A run of pytest on two processes or more, on SQLite or on the throw-away PostgreSQL."""
    workers = str(max(2, min(os.cpu_count() or 2, 8)))
    stage = Stage(name, {"test"}, [], "read the failures above", postgresql=postgresql)
    if postgresql:  # SQLite comes before, and runs them all
        stage.environment = {"TESTS_OF_THE_DATABASE": "1"}
    report = f"--junitxml={stage.report}"
    # Not `--dist loadfile`: tests that empty the database have to stay the last of each process.
    stage.command = [PYTHON, "-m", "pytest", "-q", "-n", workers, report, *arguments]
    return stage


def template(name: str, *, postgresql: bool) -> Stage:
    """The migrated database that every process of a run copies, made while other checks run."""
    stage = Stage(name, {"ahead"}, [PYTHON, "-m", "tests.plugins.databases"], "see what it says")
    stage.environment = {"DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    stage.postgresql = postgresql
    return stage


def stages() -> list[Stage]:
    """Everything, quickest first."""
    lint, style, html = {"check", "lint"}, "run `make format`", templates()
    return [
        Stage("ruff", lint, tool("ruff", "check", "."), "fix the lines named above"),
        Stage("ruff format", lint, tool("ruff", "format", "--check", "."), style),
        Stage("djade", lint, tool("djade", "--check", "--target-version=5.2", *html), style),
        Stage("djhtml", lint, tool("djhtml", "--check", "--tabwidth=2", *html), style),
        Stage("layers", lint, tool("lint-imports"), "import only from lower layers"),
        Stage("types", {"check", "types"}, tool("mypy", "."), "annotate what is named above"),
        Stage(
            "migrations",
            {"check"},
            [*MANAGE, "makemigrations", "--check", "--dry-run"],
            "run `make migrations`",
            {"DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        ),
        Stage(
            "production settings",
            {"check"},
            [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
            "see portal/settings/production.py",
            PRODUCTION,
        ),
        template("migrations on SQLite", postgresql=False),
        template("migrations on PostgreSQL", postgresql=True),
        pytest("SQLite", postgresql=False),
        pytest("PostgreSQL", postgresql=True),
        dataclasses.replace(pytest("browser", "tests/journeys", postgresql=True), once_more=True),
    ]


def reported(stage: Stage) -> ET.Element:
    """What pytest wrote down of a stage."""
    return ET.parse(stage.report).getroot()  # noqa: S314 (pytest's own file)


def counted(stage: Stage, code: int) -> tuple[int, int]:
    """Tests passed and failed in a stage, as pytest wrote them down; another tool counts as one."""
    if not stage.report.exists():
        return int(code == 0), int(code != 0)
    root = reported(stage)
    keys = "tests", "failures", "errors"
    totals = [[int(suite.get(key, 0)) for key in keys] for suite in root.iter("testsuite")]
    tests, failures, errors = (sum(column) for column in zip(*totals, strict=True))
    if code == 0:  # a test that passed the second time has passed
        return tests, 0
    return tests - failures - errors, failures + errors


def failed(stage: Stage) -> list[str]:
    """The tests of a stage that failed, as pytest takes them on its command line."""
    red = [
        case for kind in ("failure", "error") for case in reported(stage).iterfind(f".//{kind}/..")
    ]
    place = {case: case.get("classname", "").replace(".", "/") for case in red}
    return sorted({f"{file}.py::{case.get('name')}" for case, file in place.items()})


def run(stage: Stage, environment: dict[str, str], *, quietly: bool = False) -> int:
    """The exit code of a stage, with its name and its seconds printed around what it says.

    `quietly`: what it says is printed at its end, in one piece, because others run beside it.
    """
    if not quietly:
        print(f"== {stage.name}", flush=True)
    stage.report.unlink(missing_ok=True)
    start = time.monotonic()
    said: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if quietly else {}
    done = subprocess.run(
        stage.command, env=environment | stage.environment, check=False, text=True, **said
    )
    head = f"== {stage.name}\n{done.stdout}" if quietly else ""
    print(f"{head}   {time.monotonic() - start:.0f} s", flush=True)
    return done.returncode


def together(chosen: list[Stage], environment: dict[str, str]) -> list[int]:
    """The exit codes of stages that use one processor each, run two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda stage: run(stage, environment, quietly=True), chosen))


def tried_again(stage: Stage, environment: dict[str, str], code: int) -> int:
    """The exit code of a stage once its failed tests, a few, have run again, alone.

    A browser on a machine that does other things misses its turn one time in a thousand; a fault
    that doesn't depend on the moment fails twice. What passed only the second time is named, to be
    mended: a race of the test, or of the product.
    """
    names = failed(stage) if stage.report.exists() else []
    if not 0 < len(names) <= FEW:
        return code
    command = [PYTHON, "-m", "pytest", "-q", "-n", "0", *names]
    again = dataclasses.replace(stage, name=f"{stage.name}, once more", command=command)
    if code := run(again, environment):
        return code
    print("Passed only the second time, a race to mend:", *names, sep="\n  ")
    return 0


def one_by_one(chosen: list[Stage], environment: dict[str, str]) -> Iterator[int]:
    """The exit codes of stages that use every processor; the first red one is the last."""
    for stage in chosen:
        code = run(stage, environment)
        if code and stage.once_more:
            code = tried_again(stage, environment, code)
        yield code
        if code:
            return


def main(group: str) -> int:
    """Runs the stages of a group (`test`: all) until one is red, and prints the counts last."""
    os.chdir(ROOT)
    CACHE.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    chosen = [stage for stage in stages() if group in {"test", *stage.groups}]
    quick = [stage for stage in chosen if stage.groups & {"check", "ahead"}]
    suites = [stage for stage in chosen if stage not in quick]
    with contextlib.ExitStack() as stack:
        if wanting := [stage for stage in chosen if stage.postgresql]:
            url = stack.enter_context(cluster())
            for stage in wanting:
                stage.environment = stage.environment | {"DATABASE_URL": url}
        codes = together(quick, environment)
        if not any(codes):
            codes += one_by_one(suites, environment)
    ended = list(zip(quick + suites, codes, strict=False))
    for stage in (stage for stage, code in ended if code):
        print(f"\n{stage.name} failed: {stage.remedy}.")
    totals = [counted(stage, code) for stage, code in ended]
    passed, failed = (sum(column) for column in zip(*totals, strict=True))
    print(f"{passed} passed, {failed} failed")
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main((sys.argv[1:] or ["test"])[0]))
