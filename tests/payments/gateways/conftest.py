"""The fake Stripe, for the tests of this folder."""

from tests.payments.fake_stripe.fixtures import fake_stripe

__all__ = ["fake_stripe"]
