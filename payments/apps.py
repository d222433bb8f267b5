from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"
    label = "payments"
    verbose_name = "Paiements"

    def ready(self) -> None:
        from payments.fee_checks import refusals  # noqa: PLC0415 (it needs the models)
        from portal.procedures import publishing  # noqa: PLC0415 (same)

        publishing.register(refusals)
