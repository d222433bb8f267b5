"""Keys that the editor left blank."""

from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.compile import schema_of
from portal.procedures.keys import key_for, name_keys
from portal.procedures.validation import KEY, LONGEST_KEY, RESERVED, draft_problems
from tests.portal.procedures.factories import asked


def named(*labels: str) -> list[str]:
    fields = [{"type": "text", "value": {"label": label, "key": ""}} for label in labels]
    steps = [{"type": "step", "value": {"title": "Étape", "key": "", "fields": fields}}]
    return [field["value"]["key"] for field in name_keys(steps)[0]["value"]["fields"]]


def test_a_key_says_what_is_asked():
    assert key_for("Date de naissance", "question") == "date-de-naissance"
    assert key_for("L’été, où êtes-vous ?", "question") == "ete-ou-etes-vous"
    assert key_for("3 photos", "question") == "question-3-photos"
    assert key_for("Action", "question") == "question-action"
    assert key_for("", "question") == "question"


def test_two_questions_with_one_label_get_two_keys():
    assert named("Nom", "Nom", "", "") == ["nom", "nom-2", "question", "question-2"]


@given(st.lists(st.text(max_size=80), max_size=6))
def test_whatever_the_labels_the_keys_are_fit_to_use(labels):
    keys = named(*labels)
    assert len(set(keys)) == len(labels)
    for key in keys:
        assert KEY.fullmatch(key)
        assert len(key) <= LONGEST_KEY
        assert key not in RESERVED


def test_a_condition_written_with_a_label_speaks_of_its_key():
    test = {"type": "item", "value": {"field": "est-il LOURD ?", "op": "filled", "value": ""}}
    steps = [
        {
            "type": "step",
            "value": {
                "title": "Objet",
                "key": "",
                "fields": [
                    {"type": "text", "value": {"label": "Est-il lourd ?", "key": "poids"}},
                    {
                        "type": "text",
                        "value": {
                            "label": "Combien",
                            "key": "",
                            "show_if": {"match": "all", "tests": [test]},
                        },
                    },
                ],
            },
        }
    ]
    schema = schema_of(name_keys(steps))
    condition = asked(schema, "combien").show_if
    assert condition is not None
    assert condition.tests[0].field == "poids"
    assert draft_problems(schema) == []
