"""The address is the whole of a walk: what it means, back and forth, and when it means no more."""

from hypothesis import given
from hypothesis import strategies as st

from search.guides.structure import DONT_KNOW, Choice, Outcome, Question, Structure
from search.guides.walking import LONGEST_WAY, Source, walk

END = Outcome("fin", "Fin", text="<p>Voilà.</p>", documents=("Un RIB",))
OTHER = Structure((Question("z", "Z ?", choices=(Choice("oui", "Oui", "fin"),)), END))
OWN = Structure(
    (
        Question(
            "a",
            "A ?",
            choices=(Choice("oui", "Oui", "b"), Choice("non", "Non", guide="autre")),
        ),
        Question("b", "B ?", choices=(Choice("gone", "Disparu", guide="absent"),)),
        END,
    )
)
SOURCE = Source("moi", OWN, version=1)
FIND = {"autre": Source("autre", OTHER, version=2)}.get


def test_it_begins_with_the_first_question() -> None:
    walked = walk(SOURCE, "", FIND)
    assert walked.question == OWN.nodes[0]
    assert (walked.way, walked.way_on("oui")) == ("", "oui/")


def test_an_answer_goes_on_and_back() -> None:
    walked = walk(SOURCE, "oui", FIND)
    assert walked.question == OWN.nodes[1]
    assert (walked.way, walked.way_back) == ("oui/", "")


def test_another_guide_goes_on_and_what_follows_is_counted_there() -> None:
    walked = walk(SOURCE, "non/oui", FIND)
    assert walked.outcome == END
    assert walked.source.version == 2
    assert [step.source.version for step in walked.steps] == [1, 2]


def test_who_does_not_know_comes_to_a_person() -> None:
    walked = walk(SOURCE, f"oui/{DONT_KNOW}", FIND)
    assert (walked.here, walked.understood) == (None, True)


def test_a_guide_that_is_gone_comes_to_a_person() -> None:
    assert walk(SOURCE, "oui/gone", FIND).here is None


def test_an_address_that_means_no_more_stops_where_it_last_did() -> None:
    walked = walk(SOURCE, "oui/ancienne/reponse", FIND)
    assert (walked.question, walked.way, walked.understood) == (OWN.nodes[1], "oui/", False)
    beyond = walk(SOURCE, "non/oui/encore", FIND)
    assert (beyond.outcome, beyond.understood) == (END, False)


@given(st.text(max_size=LONGEST_WAY * 2))
def test_whatever_the_address_somewhere_is_reached_and_its_own_address_leads_there(
    way: str,
) -> None:
    walked = walk(SOURCE, way, FIND)
    again = walk(SOURCE, walked.way, FIND)
    assert (again.here, again.understood) == (walked.here, True)


def test_a_structure_is_read_as_it_was_written() -> None:
    assert Structure.read(OWN.written()) == OWN
    assert Structure.read(OTHER.written()) == OTHER
