"""Any provider that takes an SMS by an HTTP POST: what to send where comes from SMS_HTTP.

`url`; `headers`, a secret among them; `body`, any JSON where {to}, {text}, {from} and {key} stand
for the number (E.164), the words, the sender and an identifier that is the same at each try;
`form`, true when the body is to be sent as a form.
"""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import urllib3
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from portal.messaging.models import OutboundMessage
from portal.messaging.outcome import Outcome, Verdict

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
# Nothing was taken: too many, closed for now, or a key that is ours to mend in time.
LATER = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}


class HTTPProvider:
    """2xx: taken. 4xx: refused. Another 5xx, or a line cut after the request: nobody knows."""

    def send(self, message: OutboundMessage) -> Outcome:
        try:
            return _judge(_post(settings.SMS_HTTP, message))
        except (NewConnectionError, ConnectTimeoutError):
            return Outcome(Verdict.TEMPORARY, "connection")
        except ReadTimeoutError:
            return Outcome(Verdict.UNKNOWN, "timeout")
        except HTTPError:
            return Outcome(Verdict.UNKNOWN, "connection")


def _post(described: dict[str, Any], message: OutboundMessage) -> int:
    form = described.get("form", False)
    body = _filled(described["body"], message)
    kind = {"Content-Type": FORM if form else JSON, "Idempotency-Key": message.message_id}
    with urllib3.PoolManager() as pool:
        answer = pool.request(
            "POST",
            described["url"],
            body=(urlencode(body) if form else json.dumps(body)).encode(),
            headers=kind | described.get("headers", {}),
            timeout=settings.SMS_TIMEOUT,
            retries=False,  # ours are counted, and know what a doubt is
            redirect=False,
        )
    return answer.status


def _judge(status: int) -> Outcome:
    error = f"http_{status}"
    if status < 300:
        return Outcome(Verdict.ACCEPTED)
    if status in LATER:
        return Outcome(Verdict.TEMPORARY, error)
    return Outcome(Verdict.PERMANENT if status < 500 else Verdict.UNKNOWN, error)


def _filled(value: Any, message: OutboundMessage) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, message) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, message) for each in value]
    words = {
        "{to}": message.recipient,
        "{text}": message.text,
        "{from}": message.sender_name,
        "{key}": message.message_id,
    }
    return words.get(value, value) if isinstance(value, str) else value
