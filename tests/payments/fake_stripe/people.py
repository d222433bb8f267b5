"""What people and banks do at Stripe, as verbs of the tests."""

from typing import Any

from .account import Account, Object


class People(Account):
    """Each verb takes a session's or a refund's id, and raises where Stripe would not let it be."""

    def pay(self, session_id: str, amount: int | None = None) -> Object:
        """Someone pays by card; `amount` differs from what was asked when Stripe would be wrong."""
        with self.lock:
            session = self.get("checkout.session", session_id)
            self.must_be_open(session, "paid")
            if amount is not None:
                session["amount_total"] = amount
            self.charge(self.intent_of(session), session["amount_total"])
            session |= {"status": "complete", "payment_status": "paid", "url": None}
            self.announce("checkout.session.completed", session)
            return session

    def refuse(self, session_id: str, decline_code: str = "insufficient_funds") -> Object:
        """The bank refuses the card; the page stays open for another one."""
        with self.lock:
            session = self.get("checkout.session", session_id)
            self.must_be_open(session, "paid")
            self.fail(self.intent_of(session), decline_code)
            return session

    def fail(self, intent: Object, decline_code: str) -> None:
        intent |= {
            "status": "requires_payment_method",
            "last_payment_error": {
                "type": "card_error",
                "code": "card_declined",
                "decline_code": decline_code,
                "message": "Your card was declined.",
            },
        }
        self.announce("payment_intent.payment_failed", intent)

    def pay_later(self, session_id: str) -> Object:
        """Someone pays by a means that the bank confirms days later."""
        with self.lock:
            session = self.get("checkout.session", session_id)
            self.must_be_open(session, "paid")
            self.intent_of(session)["status"] = "processing"
            session |= {"status": "complete", "url": None}
            self.announce("checkout.session.completed", session)
            return session

    def settle(self, session_id: str, *, succeeds: bool = True) -> Object:
        """The bank confirms, or not, what was to be paid later."""
        with self.lock:
            session = self.get("checkout.session", session_id)
            intent = self.intent_of(session)
            assert intent["status"] == "processing", "nothing waits for a bank"
            if succeeds:
                self.charge(intent, session["amount_total"])
                session["payment_status"] = "paid"
                self.announce("checkout.session.async_payment_succeeded", session)
            else:
                self.fail(intent, "insufficient_funds")
                self.announce("checkout.session.async_payment_failed", session)
            return session

    def expire(self, session_id: str) -> Object:
        """Time has passed: nobody paid."""
        with self.lock:
            return self.close_session(self.get("checkout.session", session_id))

    def dispute(self, session_id: str) -> Object:
        """The payer contests the charge at their bank."""
        with self.lock:
            charge = self.charge_of(session_id)
            charge["disputed"] = True
            dispute = self.add(
                "dispute",
                status="needs_response",
                amount=charge["amount"],
                currency=charge["currency"],
                charge=charge["id"],
                payment_intent=charge["payment_intent"],
                reason="fraudulent",
                metadata={},
            )
            self.line("adjustment", -charge["amount"], dispute)
            self.announce("charge.dispute.created", dispute)
            return dispute

    def refund_by_hand(self, session_id: str, amount: int | None = None) -> Object:
        """Someone gives money back in Stripe's own pages: without any key of ours."""
        with self.lock:
            intent = self.charge_of(session_id)["payment_intent"]
            return self.give_back({"payment_intent": intent, "amount": amount}, waits=False)

    def refund_settles(self, refund_id: str) -> Object:
        """A refund that waited has reached the payer."""
        with self.lock:
            refund = self.get("refund", refund_id)
            refund |= {"status": "succeeded", "pending_reason": None}
            self.announce("refund.updated", refund)
            return refund

    def refund_fails(self, refund_id: str, reason: str = "lost_or_stolen_card") -> Object:
        """The payer's bank sends a refund back, sometimes after it was said to be done."""
        with self.lock:
            refund = self.get("refund", refund_id)
            refund |= {"status": "failed", "failure_reason": reason, "pending_reason": None}
            charge = self.objects[refund["charge"]]
            charge["amount_refunded"] -= refund["amount"]
            charge["refunded"] = False
            self.line("refund_failure", refund["amount"], refund)
            self.announce("refund.failed", refund)
            return refund

    def charge_of(self, session_id: str) -> Object:
        """The charge of a paid session."""
        intent = self.objects[self.objects[session_id]["payment_intent"]]
        return self.objects[intent["latest_charge"]]

    def intent_id(self, session_id: str) -> Any:
        """What `charge_id` is for the gateway."""
        return self.objects[session_id]["payment_intent"]
