"""A guide is refused when a way through it has no end, turns in circles or is too long."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.guides.checking import MOST_QUESTIONS, reachable, refusals, warnings
from search.guides.structure import Choice, Outcome, Question, Structure
from search.guides.walking import Source, walk

END = Outcome("fin", "Fin", text="<p>Voilà.</p>")


def asks(key: str, *to: str) -> Question:
    """A question whose answers lead to these nodes, or to guides (`@code`)."""
    choices = tuple(
        Choice(
            f"r{number}",
            f"Réponse {number}",
            each.strip("@") * (each[0] != "@"),
            each[1:] * (each[0] == "@"),
        )
        for number, each in enumerate(to)
    )
    return Question(key, f"Question {key}", choices=choices)


def checked(*nodes: Question | Outcome, **others: Structure) -> list[str]:
    return refusals("moi", Structure(nodes), others.get)


def test_a_guide_whose_every_way_ends_is_accepted() -> None:
    assert checked(asks("a", "b", "fin"), asks("b", "fin"), END) == []


def test_an_empty_guide_is_refused() -> None:
    assert checked() == ["Ajoutez une première question."]


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([asks("a", "rien"), END], "« Question a » : la réponse « Réponse 0 » ne mène nulle part"),
        ([asks("a"), END], "« Question a » n’a aucune réponse"),
        ([asks("a", "@autre"), END], "continue dans le guide « autre », qui n’est pas publié"),
        ([asks("a", "fin"), asks("a", "fin"), END], "ont la même clé « a »"),
        ([asks("a", "vide"), Outcome("vide", "Vide")], "« Vide » ne propose rien"),
        ([asks("a", "a")], "« Question a » mène à elle-même"),
        ([asks("a", "b"), asks("b", "a")], "tournent en rond : « Question a », « Question b »"),
        (
            [Question("a", "A ?", choices=(Choice("o", "Oui", "fin", "autre"),)), END],
            "mène à deux endroits",
        ),
        (
            [
                Question(
                    "a", "A ?", choices=(Choice("o", "Oui", "fin"), Choice("o", "Oui", "fin"))
                ),
                END,
            ],
            "a deux fois la même réponse",
        ),
        (
            [
                Question("a", "A ?", choices=(Choice("je-ne-sais-pas", "Je ne sais pas", "fin"),)),
                END,
            ],
            "propose déjà « Je ne sais pas »",
        ),
    ],
)
def test_what_leads_nowhere_is_named(nodes: list[Question | Outcome], said: str) -> None:
    sentences = " ".join(checked(*nodes)).replace("\u00a0", " ")
    assert said in sentences


def test_a_circle_through_another_guide_is_refused() -> None:
    other = Structure((asks("x", "@moi"),))
    found = checked(asks("a", "@autre", "fin"), END, autre=other)
    assert "tournent en rond" in found[0]
    assert "Question x" in found[0]


def test_questions_of_the_guides_that_go_on_count_in_the_depth() -> None:
    def chain(first: int, last: int, end: str) -> list[Question]:
        return [asks(f"q{n}", f"q{n + 1}" if n < last else end) for n in range(first, last + 1)]

    other = Structure((*chain(0, 3, "fin"), END))
    longest = MOST_QUESTIONS - 4
    assert checked(*chain(1, longest, "@autre"), autre=other) == []
    too_long = checked(*chain(1, longest + 1, "@autre"), autre=other)
    assert f"{MOST_QUESTIONS + 1} questions de suite" in too_long[0]


def test_a_node_to_which_nothing_leads_is_only_warned_of() -> None:
    own = Structure((asks("a", "fin"), asks("seule", "fin"), END))
    assert refusals("moi", own, lambda _code: None) == []
    assert ["Question seule" in each for each in warnings(own)] == [True]


KEYS = ["a", "b", "c", "d", "e", "f", "fin", "rien"]
TARGETS = st.lists(st.sampled_from([*KEYS, "@autre", "@absent"]), max_size=3)
GRAPHS = st.lists(TARGETS, min_size=1, max_size=6)
OTHER = Structure((asks("z", "fin"), END))
SOURCES = {"autre": Source("autre", OTHER)}


def built(graph: list[list[str]]) -> Structure:
    return Structure((*(asks(key, *to) for key, to in zip(KEYS, graph, strict=False)), END))


def ways(source: Source, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every way that ends, or has gone on for longer than any may."""
    walked = walk(source, "/".join(way), SOURCES.get)
    if walked.question is None or len(way) > MOST_QUESTIONS:
        yield way
        return
    if not walked.question.choices:
        yield (*way, "bloqué")
    for choice in walked.question.choices:
        yield from ways(source, (*way, choice.key))


@given(GRAPHS)
def test_whatever_is_accepted_ends_whatever_one_answers(graph: list[list[str]]) -> None:
    own = built(graph)
    if refusals("moi", own, lambda code: OTHER if code == "autre" else None):
        return
    source = Source("moi", own)
    for way in ways(source):
        walked = walk(source, "/".join(way), SOURCES.get)
        assert walked.outcome is not None
        assert len(way) <= MOST_QUESTIONS


@given(GRAPHS)
def test_whatever_is_refused_has_a_way_that_does_not_end_or_a_question_at_fault(
    graph: list[list[str]],
) -> None:
    own = built(graph)
    found = refusals("moi", own, lambda code: OTHER if code == "autre" else None)
    known = {node.key for node in own.nodes}
    broken = any(
        not question.choices
        or any((c.node and c.node not in known) or c.guide == "absent" for c in question.choices)
        for question in own.questions
    )
    source = Source("moi", own)
    endless = not broken and any(
        walk(source, "/".join(way), SOURCES.get).outcome is None or len(way) > MOST_QUESTIONS
        for way in ways(source)
    )
    assert bool(found) == (broken or endless)


@given(GRAPHS)
def test_only_reachable_nodes_are_walked(graph: list[list[str]]) -> None:
    own = built(graph)
    keys = reachable(own)
    assert own.nodes[0].key in keys
    assert keys <= {node.key for node in own.nodes}
    assert len(warnings(own)) == len([node for node in own.nodes if node.key not in keys])
