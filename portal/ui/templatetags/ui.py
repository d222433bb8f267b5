"""Tags and filters of every template: loaded as builtins."""

from django import template

register = template.Library()
