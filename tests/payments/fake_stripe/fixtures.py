"""`fake_stripe`, for those who import it: from tests.payments.fake_stripe.fixtures."""

from collections.abc import Iterator

import pytest

from .server import FakeStripe, running


@pytest.fixture
def fake_stripe() -> Iterator[FakeStripe]:
    """An account of its own, empty, for each test: it starts in a few milliseconds."""
    with running() as fake:
        yield fake
