"""A figure that can't be written keeps nobody from a page."""

import pytest
from django.db import OperationalError

from search.quietly import quietly


def test_what_counts_is_left_out_while_the_database_is_busy() -> None:
    @quietly
    def count(of: str) -> None:
        raise OperationalError(of)

    count("database is locked")


def test_any_other_mistake_is_told() -> None:
    @quietly
    def count() -> None:
        raise ValueError("a mistake of ours")

    with pytest.raises(ValueError, match="a mistake of ours"):
        count()
