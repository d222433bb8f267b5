from django.apps import AppConfig


class SpreadsheetsConfig(AppConfig):
    name = "portal.spreadsheets"
    label = "spreadsheets"
    verbose_name = "Tableurs"

    def ready(self) -> None:
        from portal.spreadsheets import exports  # noqa: PLC0415 (the admin first)

        exports.neutralise_wagtail()
