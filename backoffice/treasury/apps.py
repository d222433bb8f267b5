from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "backoffice.treasury"
    label = "treasury"
    verbose_name = "Régies"
