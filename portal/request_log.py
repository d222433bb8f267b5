"""One line of log per request: what, how it ended, how long it took; never who."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.logs import request_id, route

logger = logging.getLogger(__name__)
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
PROBES = {"healthz", "readyz"}  # every few seconds: only their failures are worth a line


def request_log(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware; numbers each request, or keeps the proxy's number, and tells the caller."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        number = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(number)
        start = time.perf_counter()
        try:
            response = get_response(request)
            write(request, response.status_code, time.perf_counter() - start)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = number
        return response

    return middleware


def write(request: HttpRequest, status: int, seconds: float) -> None:
    """The line itself."""
    name = route(request)
    if name in PROBES and status < 400:
        return
    fields = {
        "method": request.method,
        "route": name,
        "status": status,
        "ms": round(seconds * 1000),
    }
    logger.info("request", extra=fields)
