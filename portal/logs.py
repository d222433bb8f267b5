"""Log lines in JSON that name no person: no address of a page, no text of an error."""

import logging
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

from portal.text.errors import wordless

request_id: ContextVar[str] = ContextVar("request_id", default="")


def route(request: HttpRequest) -> str:
    """The pattern that a request matched, never its address: drafts' secrets are in addresses."""
    match = request.resolver_match
    kept = getattr(request, "kept_route", "unknown")  # of a page that wasn't drawn for this request
    return (match.view_name or match.route) if match else kept


class Discreet(logging.Filter):
    """Puts the route where a line of Django or gunicorn would print an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; always lets it through."""
        record.request_id = request_id.get()
        request = record.__dict__.pop("request", None)
        if isinstance(request, HttpRequest):
            self.replace(record, request, route(request))
        elif record.name == "gunicorn.error" and isinstance(record.args, tuple):
            record.args = tuple("-" if str(arg).startswith("/") else arg for arg in record.args)
        return True

    @staticmethod
    def replace(record: logging.LogRecord, request: HttpRequest, instead: str) -> None:
        """Takes every way of writing the request's address out of the message."""
        message = record.getMessage()
        written = {request.get_full_path(), request.path}
        for address in sorted(written, key=len, reverse=True):
            for spelling in (address, address.encode("unicode_escape").decode("ascii")):
                message = message.replace(spelling, instead)
        record.msg, record.args = message, ()


class DiscreetJson(JsonFormatter):
    """JSON lines whose tracebacks keep the places and the kinds of errors, never their words.

    The words of an error quote values: a database names the e-mail that is already taken.
    """

    def formatException(self, ei: Any) -> str:
        return wordless(ei[1])


def configuration() -> dict[str, Any]:
    """What `logging.config.dictConfig` wants, for Django and for gunicorn alike."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"discreet": {"()": "portal.logs.Discreet"}},
        "formatters": {
            "json": {
                "()": "portal.logs.DiscreetJson",
                "format": "%(levelname)s %(name)s %(message)s %(request_id)s",
                "timestamp": True,  # in UTC, whatever the site's time zone
            }
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["discreet"],
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # Django's own handlers would print the same line again, with its address.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # portal.request_log already has one line per request, whatever its status.
            "django.request": {"level": "ERROR", "propagate": True},
            "axes": {"level": "ERROR"},
            "stripe": {"level": "WARNING"},  # below, it quotes what was sent: addresses
        },
    }
