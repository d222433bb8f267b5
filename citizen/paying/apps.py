from django.apps import AppConfig


class PayingConfig(AppConfig):
    name = "citizen.paying"
    label = "paying"
    verbose_name = "Paiement en ligne"
