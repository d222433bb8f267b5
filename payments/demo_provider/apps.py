from django.apps import AppConfig


class DemoProviderConfig(AppConfig):
    name = "payments.demo_provider"
    label = "demo_provider"
    verbose_name = "Banque de démonstration"
