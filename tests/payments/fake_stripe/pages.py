"""The hosted page: where the browser goes to pay, and comes back from."""

from html import escape
from urllib.parse import parse_qs

from .account import Object
from .parameters import Invalid
from .webhooks import Webhooks

CHOICES = {
    "pay": "Payer",
    "refuse": "Carte refusée",
    "later": "Payer par virement",
    "abandon": "Revenir sans payer",
}


class Pages(Webhooks):
    """GET shows the form; POST `choice` does it, and says where to go."""

    def page(self, session_id: str) -> tuple[int, str]:
        """The page of an open session."""
        with self.lock:
            try:
                session = self.get("checkout.session", session_id)
                self.must_be_open(session, "paid")
            except Invalid as error:
                return 404 if error.status == 404 else 410, html("<p>Cette page a expiré.</p>")
            return 200, html(form(session))

    def choose(self, session_id: str, body: str) -> str:
        """Does what was chosen; gives back the address to go to. Raises Invalid."""
        choice = parse_qs(body).get("choice", ["?"])[0]
        with self.lock:
            session = self.get("checkout.session", session_id)
            here = f"{self.api_base}/c/pay/{session_id}"
            if choice == "abandon":
                return session["cancel_url"] or here
            verbs = {"pay": self.pay, "later": self.pay_later, "refuse": self.refuse}
            if choice not in verbs:
                raise Invalid(400, "No such choice.")
            verbs[choice](session_id)
            done = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id)
            return here if choice == "refuse" else done


def form(session: Object) -> str:
    """What is to be paid, what went wrong before, and the choices."""
    buttons = "".join(
        f'<button name="choice" value="{value}">{label}</button>'
        for value, label in CHOICES.items()
    )
    amount = f"{session['amount_total']} {session['currency']}"
    refused = "<p>Votre carte a été refusée.</p>" if session["payment_intent"] else ""
    return (
        f"<h1>{escape(session['_subject'])}</h1><p>{amount}</p>{refused}"
        f'<form method="post">{buttons}</form>'
    )


def html(inside: str) -> str:
    return f'<!doctype html><html lang="fr"><title>Stripe</title><body>{inside}</body></html>'
