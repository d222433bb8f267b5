from django.apps import AppConfig

from payments.signals import payment_confirmed


class FilingConfig(AppConfig):
    name = "citizen.filing"
    label = "filing"
    verbose_name = "Dépôt"

    def ready(self) -> None:
        from citizen.filing.online import ONLINE  # noqa: PLC0415 (models first)
        from citizen.filing.paid import file_what_is_paid  # noqa: PLC0415 (it needs the models)
        from portal.directory.channels import registry  # noqa: PLC0415 (with them)

        registry.register(ONLINE)
        payment_confirmed.connect(file_what_is_paid)
