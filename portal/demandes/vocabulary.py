"""The words in which a demande says a need, without those that say who has it."""

from collections.abc import Iterator
from typing import Any, Final

from portal.demandes.models import Demande, Filer
from portal.text.common_words import common_words
from portal.text.french import words

FREE: Final = frozenset({"text", "long_text"})
MOST_WORDS: Final = 24


def words_of(demande: Demande) -> list[str]:
    """The words of its free answers that name nobody; none of a confidential demande."""
    if demande.confidential:
        return []
    free = {field.key for field in demande.form_version.form.fields() if field.type in FREE}
    texts = [str(answer) for key, answer in demande.answers.items() if key in free]
    others = [answer for key, answer in demande.answers.items() if key not in free]
    columns = [getattr(demande, field.name) for field in Filer._meta.get_fields()]
    named = words(" ".join(_texts([*others, *columns, str(demande.commune or "")])))
    return common_words(texts, apart=named, most=MOST_WORDS)


def _texts(answer: Any) -> Iterator[str]:
    """Every text in an answer, whatever its shape."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list):
        for part in answer:
            yield from _texts(part)
    elif isinstance(answer, str):
        yield answer
