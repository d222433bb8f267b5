"""A test that is skipped, or expected to fail, fails: nothing is left unproved in silence."""

from collections.abc import Iterator
from typing import Any

import pytest

REFUSED = "skip and xfail are refused here: make the test run, or remove it"


def refuse(report: Any) -> None:
    """Turns a skip or an expected failure into a failure."""
    if report.outcome == "skipped" or hasattr(report, "wasxfail"):
        reason = getattr(report, "wasxfail", "") or report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{REFUSED} ({reason})"
        report.__dict__.pop("wasxfail", None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """A skip or xfail of a test."""
    report = yield
    refuse(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Iterator[None]:
    """A skip of a whole module."""
    report = yield
    refuse(report)
    return report
