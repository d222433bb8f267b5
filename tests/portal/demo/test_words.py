"""The demonstration's French: its typography, and no way of writing that people stumble on."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from portal.demo.data import HERE, read

FILES = sorted(str(path.relative_to(HERE).with_suffix("")) for path in HERE.rglob("*.json"))
# Keys whose values are codes, addresses or patterns, and what residents have typed themselves.
NO_PROSE = {"pattern", "answers", "email", "web", "relay_url", "code", "key", "field", "value"}


def sentences(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in NO_PROSE:
                yield from sentences(value)
    elif isinstance(data, list):
        for value in data:
            yield from sentences(value)
    elif isinstance(data, str):
        yield data


@pytest.mark.parametrize("name", FILES)
def test_texts_follow_the_typography_of_french(name: str) -> None:
    for text in sentences(read(name)):
        assert not re.search(r" [:;!?»]|« ", text), f"a no-break space is missing: {text}"
        assert not re.search(r"\w'\w", text), f"a straight apostrophe: {text}"
        assert "..." not in text, f"an ellipsis is one sign: {text}"


@pytest.mark.parametrize("name", FILES)
def test_no_text_has_median_dots_nor_inclusive_brackets(name: str) -> None:
    for text in sentences(read(name)):
        assert not re.search(r"\w[·•]\w|\w\((e|ne|s|es)\)", text), text


@pytest.mark.parametrize("name", FILES)
def test_telephone_numbers_are_those_kept_for_fiction_or_for_emergencies(name: str) -> None:
    real = {"0800473333"}  # the gas emergency line, which a demo must not turn into a fiction
    for text in sentences(read(name)):
        for number in re.findall(r"\b0[1-9](?:[\s\u00a0]?\d\d){4}\b", text):
            digits = re.sub(r"\D", "", number)
            assert digits.startswith("035301") or digits in real, number
