"""The Treasury's PayFiP, as far as a site meets it: a real HTTP server on loopback.

    with FakePayFiP() as fake:
        gateway = PayFiPGateway(fake.secrets())
        started = gateway.start(order)
        fake.pay(started.provider_id)

It answers SOAP by eopayment's own WSDL, which it checks both ways, and shows a page to pay on.
"""

from tests.payments.fake_payfip.desk import Desk, Operation
from tests.payments.fake_payfip.server import FakePayFiP

__all__ = ["Desk", "FakePayFiP", "Operation"]
