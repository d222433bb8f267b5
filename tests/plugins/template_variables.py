"""A variable that a template of ours names and nobody gave it fails the test.

`{% if %}` and a leading `|default` may still ask for what is not there: that is what they are for.
Wagtail's, allauth's and Django's own templates are left alone.
"""

from typing import Any

import pytest
from django.conf import settings
from django.template.base import FilterExpression, Variable, VariableDoesNotExist
from django.template.context import Context
from django.template.defaultfilters import default, default_if_none

FORGIVING = {default, default_if_none}
OURS = str(settings.BASE_DIR / "templates")
resolve = FilterExpression.resolve


def origin(context: Context) -> str:
    """The file of the template being drawn."""
    template = context.render_context.template
    return str(template.origin.name) if template is not None else ""


def strict_resolve(self: FilterExpression, context: Context, ignore_failures: bool = False) -> Any:
    """Django's own resolve, after a check that the variable exists."""
    forgiving = ignore_failures or (self.filters and self.filters[0][0] in FORGIVING)
    if isinstance(self.var, Variable) and not forgiving and origin(context).startswith(OURS):
        try:
            self.var.resolve(context)
        except VariableDoesNotExist:
            pytest.fail(f"{origin(context)}: undefined variable in {{{{ {self.token} }}}}")
    return resolve(self, context, ignore_failures)


@pytest.fixture(autouse=True)
def _undefined_template_variables_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FilterExpression, "resolve", strict_resolve)
