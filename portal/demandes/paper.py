"""A sheet of paper about a demande, from its templates."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from portal.ui import pdf


def draw(template: str, style: str, context: Mapping[str, Any]) -> bytes:
    """The templates drawn as a PDF."""
    return pdf.draw(render_to_string(template, dict(context)), render_to_string(style))
