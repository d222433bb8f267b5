"""The canteen paid through Stripe itself, for whoever has test keys in the environment."""

from django.conf import settings

from payments.models import Provider, Regie

CODE = "CANT"
LEGAL = {
    "legal_basis": "Démonstration : clés de test, aucun argent ne bouge.",
    "accountant_opinion": "Démonstration : sans objet.",
    "treasury_account": "Démonstration",
}


class NotTestKeys(Exception):
    """Live keys would take people's money for an imaginary canteen."""


def switch() -> None:
    """To Stripe with test keys, back to the demonstration's bank without. Raises NotTestKeys."""
    keys = settings.DEMO_STRIPE_KEYS
    if keys and "_test_" not in keys["secret_key"]:
        raise NotTestKeys("STRIPE_SECRET_KEY : seules des clés de test servent à la démonstration.")
    for regie in Regie.objects.filter(code=CODE):
        if keys:
            regie.set_keys(Provider.STRIPE, keys)
        regie.provider = Provider.STRIPE if keys else Provider.DEMO
        for name, words in LEGAL.items():
            setattr(regie, name, words)
        regie.save()
