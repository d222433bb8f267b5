"""The referential as plain data, named by natural keys: theme slugs, codes, agents' e-mails.

Format: {"version", "themes": [...], "procedures": [...]}, a procedure's form being its schema.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from portal.procedures import compile as compiling
from portal.procedures.models import Procedure, Theme

Data = dict[str, Any]
VERSION = 1
THEME = ("name", "slug", "sector", "summary", "order")
PLAIN = (
    "code", "title", "summary", "description", "audience", "cost", "emergency", "words", "shared",
    "catch_all", "script", "acknowledge_days", "answer_delay", "answer_unit", "silence",
    "silence_months", "legal_basis", "appeal_route", "confidential", "for_whom",
    "sensitive", "subject_field", "retention_months", "archive_months", "live",
)  # fmt: skip
OFFER = ("channel", "note", "terms", "last_minutes")
DOCUMENT = ("label", "why", "obtainable", "indispensable", "field_key")
THEME_RULE = ("commune_codes", "zone_codes", "channel")
RULE = (*THEME_RULE, "field_key", "field_value")
MORE = {
    "theme",
    "service",
    "backup_officer",
    "form",
    "offers",
    "required_documents",
    "routing_rules",
}


def export(procedures: QuerySet[Procedure] | None = None) -> Data:
    """The referential, or these procedures and their themes, as plain data."""
    chosen = Procedure.objects.all() if procedures is None else procedures
    chosen = (
        chosen.select_related("theme", "service", "backup_officer")
        .prefetch_related("offers", "required_documents", "routing_rules__service")
        .order_by("code")
    )
    themes = Theme.objects.order_by("slug").prefetch_related("rules__service")
    if procedures is not None:
        themes = themes.filter(procedures__in=procedures).distinct()
    return {
        "version": VERSION,
        "themes": [describe_theme(theme) for theme in themes],
        "procedures": [describe(procedure) for procedure in chosen],
    }


def describe_theme(theme: Theme) -> Data:
    """One theme as plain data."""
    rules = [{**read(r, THEME_RULE), "service": r.service.code} for r in theme.rules.all()]
    return {**read(theme, THEME), "rules": rules}


def describe(procedure: Procedure) -> Data:
    """One procedure as plain data."""
    officer = procedure.backup_officer
    return {
        **read(procedure, PLAIN),
        "theme": procedure.theme.slug,
        "service": procedure.service.code if procedure.service else "",
        "backup_officer": officer.email if officer else "",
        "form": compiling.schema_of(procedure.steps).as_json(),
        "offers": [read(offer, OFFER) for offer in procedure.offers.all()],
        "required_documents": [read(d, DOCUMENT) for d in procedure.required_documents.all()],
        "routing_rules": [
            {**read(rule, RULE), "service": rule.service.code}
            for rule in procedure.routing_rules.all()
        ],
    }


def read(instance: Any, names: Iterable[str]) -> Data:
    return {name: getattr(instance, name) for name in names}
