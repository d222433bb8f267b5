"""The checks themselves: which tests are tried a second time, and what is counted."""

import runpy
from pathlib import Path
from typing import Any

import pytest

REPORT = """<testsuites><testsuite tests="3" failures="1" errors="1">
<testcase classname="tests.journeys.test_paying" name="test_a_fee[card]"><failure/></testcase>
<testcase classname="tests.journeys.test_paying" name="test_a_refund"/>
<testcase classname="tests.journeys.test_home" name="test_it_opens"><error/></testcase>
</testsuite></testsuites>"""
RED = [
    "tests/journeys/test_home.py::test_it_opens",
    "tests/journeys/test_paying.py::test_a_fee[card]",
]


@pytest.fixture
def suite(tmp_path: Path) -> Any:
    told = runpy.run_path(str(Path(__file__).parents[2] / ".ci/suite.py"))
    told["run"].__globals__["CACHE"] = tmp_path
    return told


@pytest.fixture
def stage(suite: Any) -> Any:
    made = suite["Stage"]("browser", {"test"}, ["true"], "read them", once_more=True)
    made.report.write_text(REPORT)
    return made


def test_the_failed_tests_of_a_report_are_named_as_pytest_takes_them(
    suite: Any, stage: Any
) -> None:
    assert suite["failed"](stage) == RED


def test_failures_count_unless_the_second_time_was_good(suite: Any, stage: Any) -> None:
    assert suite["counted"](stage, 1) == (1, 2)
    assert suite["counted"](stage, 0) == (3, 0)


def test_many_failures_together_are_not_tried_again(suite: Any, stage: Any) -> None:
    suite["tried_again"].__globals__["FEW"] = 1
    assert suite["tried_again"](stage, {}, 7) == 7


def test_a_test_that_fails_twice_stays_red(suite: Any, stage: Any) -> None:
    stage.report.write_text(REPORT.replace("tests.journeys.test_", "tests.nowhere.test_"))
    assert suite["tried_again"](stage, {"PATH": ""}, 7) != 0


def test_only_journeys_are_tried_again(suite: Any) -> None:
    assert [each.name for each in suite["stages"]() if each.once_more] == ["browser"]
