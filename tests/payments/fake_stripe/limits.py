"""What Stripe refuses in parameters that are well formed, and its pages of lists."""

import copy
import re

from .account import DAY, HALF_HOUR, Object
from .parameters import Invalid, missing

LEAST = {"eur": 50, "xpf": 60, "usd": 50}


def check_session(params: Object, now: int) -> None:
    """Raises Invalid on a session that can't be."""
    for needed in ("mode", "line_items", "success_url"):
        if needed not in params:
            missing(needed)
    for index, line in enumerate(params["line_items"]):
        check_price(line, f"line_items[{index}]")
    if "expires_at" in params:
        check_delay(params["expires_at"] - now)
    check_email(params.get("customer_email"))
    for name in {"success_url", "cancel_url"} & params.keys():
        if not re.match(r"https?://[^/]", params[name]):
            raise Invalid(400, "Not a valid URL", code="url_invalid", param=name)
    check_metadata(params.get("metadata", {}))
    check_metadata(params.get("payment_intent_data", {}).get("metadata", {}))


def check_price(line: Object, where: str) -> None:
    if "price_data" not in line:
        missing(f"{where}[price_data]")
    price = line["price_data"]
    for needed in ("unit_amount", "product_data"):
        if needed not in price:
            missing(f"{where}[price_data][{needed}]")
    if price["currency"] not in LEAST:
        param = f"{where}[price_data][currency]"
        raise Invalid(400, f"Invalid currency: {price['currency']}", param=param)
    if price["unit_amount"] < LEAST[price["currency"]]:
        raise Invalid(400, "The total amount is too low.", code="amount_too_small")
    if price["unit_amount"] > 99_999_999:
        raise Invalid(400, "The total amount is too high.", code="amount_too_large")


def check_delay(delay: int) -> None:
    if HALF_HOUR <= delay < DAY:
        return
    bound = "at least 30 minutes" if delay < HALF_HOUR else "less than 24 hours"
    raise Invalid(
        400,
        f"The `expires_at` timestamp must be {bound} from Checkout Session creation.",
        param="expires_at",
    )


def check_email(email: str | None) -> None:
    if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise Invalid(
            400, f"Invalid email address: {email}", code="email_invalid", param="customer_email"
        )


def check_metadata(metadata: Object) -> None:
    if any(len(name) > 40 or len(value) > 500 for name, value in metadata.items()):
        raise Invalid(400, "Metadata is too long.", param="metadata")


def page(found: list[Object], params: Object, url: str) -> Object:
    """A list as Stripe pages it: newest first, after a given id."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Invalid(400, "Invalid limit: between 1 and 100.", param="limit")
    if "starting_after" in params:
        ids = [one["id"] for one in found]
        if params["starting_after"] not in ids:
            raise Invalid(400, "No such object.", code="resource_missing", param="starting_after")
        found = found[ids.index(params["starting_after"]) + 1 :]
    shown = [copy.deepcopy(one) for one in found[:limit]]
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": shown}
