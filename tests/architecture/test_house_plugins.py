"""The rules that tests/plugins/ adds to every run do bite."""

from typing import Any

import pytest
from django.template import Context, Template, engines
from django.template.base import Origin

from tests.plugins.no_skip import refuse
from tests.plugins.second_engine import reaches_a_database

OURS = Origin(name=str(__import__("django.conf").conf.settings.BASE_DIR / "templates" / "x.html"))


def draw(source: str, origin: Origin | None, **context: Any) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]  # the backend wraps an engine
    return Template(source, origin=origin, engine=engine).render(Context(context))


def test_an_undefined_variable_of_our_templates_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="undefined variable"):
        draw("{{ nobody.knows }}", OURS)


def test_an_undefined_variable_may_be_asked_for_with_if_or_default() -> None:
    assert draw("{% if nobody %}x{% endif %}{{ nobody|default:'y' }}", OURS) == "y"


def test_an_undefined_variable_of_others_templates_is_empty() -> None:
    assert draw("{{ nobody }}", None) == ""


def test_a_skip_becomes_a_failure() -> None:
    report = pytest.TestReport("x", ("x", 0, "x"), {}, "skipped", "no reason", "call")
    refuse(report)
    assert report.outcome == "failed"
    assert "refused" in str(report.longrepr)


def test_an_expected_failure_becomes_a_failure() -> None:
    report = pytest.TestReport("x", ("x", 0, "x"), {}, "passed", None, "call", wasxfail="later")
    refuse(report)
    assert report.outcome == "failed"


def test_a_test_without_a_database_runs_on_one_engine(request: pytest.FixtureRequest) -> None:
    assert not reaches_a_database(request.node)


def test_a_test_with_a_database_runs_on_both(request: pytest.FixtureRequest, db: None) -> None:
    assert reaches_a_database(request.node)


@pytest.mark.django_db
def test_so_does_one_that_is_marked(request: pytest.FixtureRequest) -> None:
    assert reaches_a_database(request.node)
