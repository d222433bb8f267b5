"""Every export of Wagtail's lists and reports, made harmless in one place."""

from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.spreadsheets.formulas import neutralise


def harmless(value: Any) -> Any:
    """As Wagtail writes it in CSV, never a formula. (Its XLSX cells are typed as text already.)"""
    ready = force_str(value, strings_only=True)
    return neutralise(ready) if isinstance(ready, str) else ready


def neutralise_wagtail() -> None:
    """Fill the dictionary by which Wagtail lets cells be prepared, for all its views at once.

    The last entry is asked when no other is for a value's class.
    """
    csv = SpreadsheetExportMixin.FORMAT_CSV
    by_class = SpreadsheetExportMixin.custom_value_preprocess
    lists = by_class[list][csv]
    by_class[list][csv] = lambda value: harmless(lists(value))
    by_class[object] = {csv: harmless}
