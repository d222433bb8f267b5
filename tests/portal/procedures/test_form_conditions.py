"""What a form shows, given the answers so far."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.conditions import (
    OPERATORS,
    holds,
    prune,
    residual,
    visible_fields,
    visible_keys,
    visible_steps,
)
from portal.procedures.schema import Condition, Criterion, FormSchema
from portal.procedures.validation import problems

KEYS = [f"q{number}" for number in range(6)]
WORDS = ["oui", "non", "3", "12", ""]


def on(field: str, op: str = "is", value: Any = "oui") -> dict[str, Any]:
    return {"match": "all", "tests": [{"field": field, "op": op, "value": value}]}


def question(key: str, condition: Any = None) -> dict[str, Any]:
    return {"key": key, "type": "text", "label": key, "show_if": condition}


def form(*steps: list[dict[str, Any]]) -> FormSchema:
    return FormSchema.read(
        {"steps": [{"key": f"s{i}", "title": f"S{i}", "fields": f} for i, f in enumerate(steps)]}
    )


@st.composite
def schemas(draw: st.DrawFn) -> FormSchema:
    """Forms of one to three steps whose conditions look back only."""
    count = draw(st.integers(1, len(KEYS)))

    def condition(before: int) -> Any:
        if not before or draw(st.booleans()):
            return None
        tests = draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "field": st.sampled_from(KEYS[:before]),
                        "op": st.sampled_from(list(OPERATORS)),
                        "value": st.sampled_from(WORDS),
                    }
                ),
                min_size=1,
                max_size=2,
            )
        )
        return {"match": draw(st.sampled_from(["all", "any"])), "tests": tests}

    cuts = sorted({0, *draw(st.lists(st.integers(0, count - 1), max_size=2))})
    steps = []
    for number, (start, end) in enumerate(zip(cuts, [*cuts[1:], count], strict=True)):
        fields = [question(KEYS[i], condition(i)) for i in range(start, end)]
        steps.append(
            {"key": f"s{number}", "title": "S", "show_if": condition(start), "fields": fields}
        )
    return FormSchema.read({"steps": steps})


answers_to = st.dictionaries(st.sampled_from([*KEYS, "unknown"]), st.sampled_from(WORDS))


@given(schemas())
def test_forms_that_look_back_only_have_no_problem(schema):
    assert problems(schema) == []


@given(schemas())
def test_a_form_read_back_from_its_json_is_the_same(schema):
    assert FormSchema.read(schema.as_json()) == schema


@given(schemas(), answers_to)
def test_pruning_is_a_fixpoint(schema, answers):
    once = prune(schema, answers)
    assert prune(schema, once) == once
    assert visible_keys(schema, once) == visible_keys(schema, answers)


@given(schemas(), answers_to)
def test_what_is_kept_is_shown_and_was_answered(schema, answers):
    kept = prune(schema, answers)
    assert kept.keys() <= visible_keys(schema, kept)
    assert all(answers[key] == value != "" for key, value in kept.items())


@given(schemas(), answers_to)
def test_every_step_and_field_shown_is_so_because_its_condition_holds_without_hidden_answers(
    schema, answers
):
    kept = prune(schema, answers)
    shown = visible_keys(schema, kept)
    for step in schema.steps:
        for field in step.fields:
            expected = holds(step.show_if, kept) and holds(field.show_if, kept)
            assert (field.key in shown) == expected
    for step in visible_steps(schema, answers):
        assert {f.key for f in visible_fields(step, kept)} == shown & {f.key for f in step.fields}


@given(schemas(), answers_to)
def test_what_is_left_to_the_page_agrees_with_the_server(schema, answers):
    """The browser judges the rest of a condition on this page's answers as the server does."""
    kept = prune(schema, answers)
    for step in visible_steps(schema, kept):
        local = {field.key for field in step.fields}
        earlier = {key: value for key, value in kept.items() if key not in local}
        for field in step.fields:
            rest = residual(field.show_if, local, earlier, local)
            here = {key: value for key, value in kept.items() if key in local}
            judged = rest if isinstance(rest, bool) else holds(rest, here)
            assert judged == holds(field.show_if, kept)


def test_a_hidden_answer_hides_what_depends_on_it():
    schema = form(
        [question("a"), question("b", on("a"))], [question("c", on("b", "filled")), question("d")]
    )
    answers = {"a": "non", "b": "secret", "c": "secret", "d": "fin"}
    assert prune(schema, answers) == {"a": "non", "d": "fin"}


def test_a_step_whose_questions_are_all_hidden_is_walked_past():
    schema = form([question("a")], [question("b", on("a"))], [question("c")])
    assert [step.key for step in visible_steps(schema, {"a": "non"})] == ["s0", "s2"]
    assert [step.key for step in visible_steps(schema, {"a": "oui"})] == ["s0", "s1", "s2"]


def meets(op: str, value: str, answer: Any) -> bool:
    return holds(Condition("all", (Criterion("x", op, value),)), {"x": answer})


def test_each_comparison_says_what_it_means():
    assert meets("is", "OUI", "oui")
    assert meets("is", "3", 3)
    assert meets("is", "3,0", 3)
    assert meets("is", "b", ["a", "b"])
    assert meets("is_not", "oui", None)
    assert not meets("is_not", "b", ["a", "b"])
    assert meets("contains", "tannée", "rue TANNÉE")
    assert not meets("contains", "", "rue")
    assert meets("empty", "", [])
    assert meets("empty", "", {"city": ""})
    assert meets("filled", "", {"city": "Arras"})
    assert meets("is", "company", {"kind": "company", "siret": "1"})
    assert meets("gt", "9", 10)
    assert meets("lt", "12,5", 12.4)
    assert not meets("gt", "9", "beaucoup")
    assert not meets("gt", "9", None)
    assert meets("lt", "2026-02-01", "2026-01-31")
    assert not meets("sounds_like", "oui", "oui")


def test_true_and_false_are_read_as_the_french_words():
    schema = form([question("a"), question("b", on("a", "is", True))])
    assert visible_keys(schema, {"a": "oui"}) == {"a", "b"}
    assert visible_keys(schema, {"a": "non"}) == {"a"}


def test_a_condition_that_this_page_can_no_longer_meet_leaves_nothing_to_judge():
    condition = Condition.read(
        {
            "match": "all",
            "tests": [
                {"field": "before", "op": "is", "value": "oui"},
                {"field": "here", "op": "filled", "value": ""},
            ],
        }
    )
    assert residual(condition, {"here"}, {"before": "non"}, {"here"}) is False
    rest = residual(condition, {"here"}, {"before": "oui"}, {"here"})
    assert isinstance(rest, Condition)
    assert [test.field for test in rest.tests] == ["here"]
    assert residual(condition, {"here"}, {"before": "oui"}, set()) is False
