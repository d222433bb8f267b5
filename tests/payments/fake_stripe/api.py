"""The calls of Stripe's API that the product makes: parameters checked, objects made and shown."""

import copy
import json
import re
from dataclasses import dataclass, field
from typing import Any

from stripe import params as shapes

from .account import Object
from .limits import check_session, page
from .parameters import Invalid, decode, known
from .people import People

EXPANDABLE = {"payment_intent", "latest_charge", "source", "balance_transaction", "charge"}


@dataclass
class Call:
    """A request that Stripe received."""

    method: str
    path: str
    params: dict[str, Any]
    headers: dict[str, str] = field(repr=False)


class Api(People):
    """Answers to calls. `refunds_wait`: refunds stay pending until `refund_settles`."""

    def __init__(self) -> None:
        super().__init__()
        self.refunds_wait = False
        self.api_base = ""
        self.forbidden: set[str] = set()  # names of ROUTES that the restricted key may not call
        self.answers: dict[str, tuple[Any, int, Object]] = {}  # by idempotency key

    def answer(self, call: Call, body: str) -> tuple[int, Object, bool]:
        """Status, object, and whether it repeats an earlier answer to the same key."""
        with self.lock:
            try:
                name, found = route(call)
                self.must_be_allowed(name)
                key = call.headers.get("idempotency-key")
                if key is None or call.method == "GET":
                    return 200, self.do(name, call, found, body), False
                return self.once(key, name, call, found, body)
            except Invalid as error:
                return error.status, {"error": error.error}, False

    def must_be_allowed(self, name: str) -> None:
        if name in self.forbidden:
            raise Invalid(
                403,
                "The provided key does not have the required permissions for this endpoint.",
                code="more_permissions_required_for_application",
            )

    def once(
        self, key: str, name: str, call: Call, found: str, body: str
    ) -> tuple[int, Object, bool]:
        """The first answer to a key is kept, unless its parameters were wrong."""
        asked = (call.method, call.path, body)
        if key in self.answers:
            earlier, status, kept = self.answers[key]
            if earlier != asked:
                raise Invalid(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters "
                    "they were first used with.",
                    type="idempotency_error",
                )
            return status, kept, True
        made = self.do(name, call, found, body)
        self.answers[key] = (asked, 200, made)
        return 200, made, False

    def do(self, name: str, call: Call, found: str, body: str) -> Object:
        """One call, once. Raises Invalid."""
        params = known(call.params, SHAPES[name])
        thing = getattr(self, name)(params, found)
        return self.shown(thing, params.get("expand", []))

    # Calls, by the name of their route

    def create_session(self, params: Object, _: str) -> Object:
        check_session(params, self.now())
        return self.open_session(params, self.api_base)

    def retrieve_session(self, _: Object, found: str) -> Object:
        return self.get("checkout.session", found, "session")

    def expire_session(self, _: Object, found: str) -> Object:
        return self.close_session(self.get("checkout.session", found, "session"))

    def retrieve_intent(self, _: Object, found: str) -> Object:
        return self.get("payment_intent", found, "intent")

    def retrieve_charge(self, _: Object, found: str) -> Object:
        return self.get("charge", found)

    def create_refund(self, params: Object, _: str) -> Object:
        if "payment_intent" not in params:
            raise Invalid(400, "One of the following params should be provided: payment_intent.")
        if params.get("amount", 1) < 1:
            raise Invalid(
                400,
                "This value must be greater than or equal to 1.",
                code="parameter_invalid_integer",
                param="amount",
            )
        return self.give_back(params, waits=self.refunds_wait)

    def retrieve_refund(self, _: Object, found: str) -> Object:
        return self.get("refund", found)

    def list_refunds(self, params: Object, _: str) -> Object:
        refunds = self.of("refund")
        if "payment_intent" in params:
            wanted = self.get("payment_intent", params["payment_intent"], "payment_intent")["id"]
            refunds = [one for one in refunds if one["payment_intent"] == wanted]
        return page(refunds, params, "/v1/refunds")

    def list_balance(self, params: Object, _: str) -> Object:
        within = params.get("created", {})
        lines = [
            line
            for line in self.of("balance_transaction")
            if within.get("gte", 0) <= line["created"] < within.get("lt", 2**40)
        ]
        return page(lines, params, "/v1/balance_transactions")

    def shown(self, thing: Object, expand: list[str]) -> Object:
        """The object as answered: without what is ours, expanded as asked."""
        shown = {
            name: copy.deepcopy(value) for name, value in thing.items() if not name.startswith("_")
        }
        for path in expand:
            self.unfold(shown, path.split("."), path)
        return shown

    def unfold(self, thing: Object, path: list[str], whole: str) -> None:
        """Puts the object where its id stood, along a path. Raises Invalid."""
        name, *rest = path
        if name == "data" and thing.get("object") == "list":
            for one in thing["data"]:
                self.unfold(one, rest, whole)
            return
        if name not in EXPANDABLE or name not in thing:
            raise Invalid(400, f"This property cannot be expanded ({whole}).", param="expand")
        if isinstance(thing[name], str):
            thing[name] = self.shown(self.objects[thing[name]], [])
        if rest and thing[name] is not None:
            self.unfold(thing[name], rest, whole)


ID = r"([A-Za-z0-9_]+)"
ROUTES = {
    "create_session": ("POST", r"/v1/checkout/sessions"),
    "retrieve_session": ("GET", rf"/v1/checkout/sessions/{ID}"),
    "expire_session": ("POST", rf"/v1/checkout/sessions/{ID}/expire"),
    "retrieve_intent": ("GET", rf"/v1/payment_intents/{ID}"),
    "retrieve_charge": ("GET", rf"/v1/charges/{ID}"),
    "create_refund": ("POST", r"/v1/refunds"),
    "list_refunds": ("GET", r"/v1/refunds"),
    "retrieve_refund": ("GET", rf"/v1/refunds/{ID}"),
    "list_balance": ("GET", r"/v1/balance_transactions"),
}
SHAPES: dict[str, Any] = {
    "create_session": shapes.checkout.SessionCreateParams,
    "retrieve_session": shapes.checkout.SessionRetrieveParams,
    "expire_session": shapes.checkout.SessionExpireParams,
    "retrieve_intent": shapes.PaymentIntentRetrieveParams,
    "retrieve_charge": shapes.ChargeRetrieveParams,
    "create_refund": shapes.RefundCreateParams,
    "list_refunds": shapes.RefundListParams,
    "retrieve_refund": shapes.RefundRetrieveParams,
    "list_balance": shapes.BalanceTransactionListParams,
}


def route(call: Call) -> tuple[str, str]:
    """The name of what is called, and the id in its path. Raises Invalid (404)."""
    for name, (method, pattern) in ROUTES.items():
        if method == call.method and (match := re.fullmatch(pattern, call.path)):
            return name, match[1] if match.groups() else ""
    raise Invalid(404, f"Unrecognized request URL ({call.method}: {call.path}).")


def read(method: str, path: str, query: str, headers: dict[str, str], body: str) -> Call:
    """A request, decoded. Raises ValueError."""
    return Call(method, path, decode(query if method == "GET" else body), headers)


def written(answer: Object) -> bytes:
    """As it goes on the wire."""
    return json.dumps(answer).encode()
