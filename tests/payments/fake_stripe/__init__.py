"""A Stripe of the tests' own: a real server on loopback, that `stripe`'s client speaks to.

`fake.api_base` is its address; everything else is what Stripe, a bank or a person would do.
"""

from .server import FakeStripe

__all__ = ["FakeStripe"]
