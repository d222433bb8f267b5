"""The gateway of a régie, loaded only when it is used: their libraries are heavy."""

from django.utils.module_loading import import_string

from payments.gateways.base import Gateway
from payments.models import Provider, Regie

CLASSES = {
    Provider.STRIPE: "payments.gateways.stripe.StripeGateway",
    Provider.PAYFIP: "payments.gateways.payfip.PayFiPGateway",
    Provider.DEMO: "payments.gateways.demo.DemoGateway",
}


def class_of(provider: str) -> type[Gateway]:
    """Raises KeyError for what is no provider."""
    return import_string(CLASSES[Provider(provider)])


def gateway_of(regie: Regie, provider: str = "") -> Gateway:
    """The régie's gateway; or that of a `provider` it had when an earlier payment was made."""
    code = provider or regie.provider
    return class_of(code)(regie.keys_of(code))
