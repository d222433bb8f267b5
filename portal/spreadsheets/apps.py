import os

from django.apps import AppConfig

# Else openpyxl reads what people send with lxml, which eopayment brings, instead of defusedxml.
os.environ["OPENPYXL_LXML"] = "False"


class SpreadsheetsConfig(AppConfig):
    name = "portal.spreadsheets"
    label = "spreadsheets"
    verbose_name = "Tableurs"

    def ready(self) -> None:
        from portal.spreadsheets import exports  # noqa: PLC0415 (the admin first)

        exports.neutralise_wagtail()
