"""With test keys, the demonstration's canteen is paid through Stripe; without, at its own bank."""

import pytest

from payments.gateways.registry import gateway_of
from payments.models import Provider
from payments.workflow import paying
from portal.demo import stripe_keys
from portal.demo.stripe_keys import CODE
from tests.payments.builders import make_invoice, make_regie
from tests.payments.fake_stripe.server import running

pytestmark = pytest.mark.django_db


def test_the_canteen_is_paid_on_stripes_page_and_back_at_the_demonstrations_bank(settings) -> None:
    regie = make_regie(code=CODE)
    with running() as fake:
        settings.DEMO_STRIPE_KEYS = {**fake.secrets, "secret_key": "rk_test_51Fake"}
        stripe_keys.switch()
        regie.refresh_from_db()
        payment = paying.start(invoices=[make_invoice(regie)], email="")
        assert payment.url.startswith(fake.api_base)
    settings.DEMO_STRIPE_KEYS = {}
    stripe_keys.switch()
    regie.refresh_from_db()
    assert (regie.provider, gateway_of(regie).code) == (Provider.DEMO, "demo")


def test_live_keys_are_refused(settings) -> None:
    settings.DEMO_STRIPE_KEYS = {"secret_key": "sk_live_51Real", "webhook_secret": ""}
    with pytest.raises(stripe_keys.NotTestKeys):
        stripe_keys.switch()
