"""What a request costs the server, told in a header of its reply."""

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tests.visitor import Reply

HEADER = "Server-Timing"
PROCESS = "X-Process"
COSTS = re.compile(r"queries;desc=(\d+), cpu;dur=([\d.]+), total;dur=([\d.]+)")


@dataclass(frozen=True)
class Cost:
    """Queries, milliseconds of processor, milliseconds in all."""

    queries: int = 0
    cpu: float = 0
    total: float = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.queries + other.queries, self.cpu + other.cpu, self.total + other.total)


def meter(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The first middleware, so that all the others are counted too."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        queries = 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*args)

        cpu, clock = time.thread_time(), time.perf_counter()
        with connection.execute_wrapper(count):
            response = get_response(request)
        cpu, clock = time.thread_time() - cpu, time.perf_counter() - clock
        response[HEADER] = (
            f"queries;desc={queries}, cpu;dur={cpu * 1000:.2f}, total;dur={clock * 1000:.2f}"
        )
        response[PROCESS] = str(os.getpid())
        return response

    return middleware


def cost_of(reply: Reply) -> Cost:
    """What the server said that the reply cost it."""
    found = COSTS.search(reply.headers[HEADER])
    assert found, reply.headers[HEADER]
    return Cost(int(found[1]), float(found[2]), float(found[3]))
