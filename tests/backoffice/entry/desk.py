"""An agent at the telephone: a browser, a procedure, a draft, and words for what one does."""

from typing import Any

from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.demandes.models import Demande, Draft
from portal.procedures.models import Procedure
from tests import builders

BACKEND = "portal.accounts.backends.AgentBackend"
CALLER = {
    "identite__kind": "person",
    "identite__last_name": "Delattre",
    "identite__first_name": "Awa",
    "identite__phone": "06 12 34 56 78",
}
SAID = {"commune": "62041", "danger": "oui", "quoi": "Un trou profond.", **CALLER}
BY_PHONE = {"_venue-channel": "telephone"}


def browser(agent: User) -> Client:
    client = Client()
    client.force_login(agent, backend=BACKEND)
    return client


class Desk:
    """One agent filing for one person."""

    def __init__(self, agent: User, procedure: Procedure, canal: str = "telephone") -> None:
        builders.make_commune()
        self.agent, self.browser = agent, browser(agent)
        sent = {"procedure": procedure.code, "canal": canal}
        self.started = self.browser.post(reverse("entry"), sent)
        self.draft = Draft.objects.filter(agent=agent).order_by("-created_at").first()

    def at(self, name: str, *args: object) -> str:
        assert self.draft
        return reverse(f"entry_{name}", args=[self.draft.token, *args])

    def say(self, said: dict[str, Any] | None = None, **more: Any) -> Any:
        page = self.browser.get(self.at("form"))
        seen = {"_vu": page.context["seen"]}
        return self.browser.post(
            self.at("form"), seen | (SAID if said is None else said) | BY_PHONE | more
        )

    def file(self) -> Any:
        page = self.browser.get(self.at("check"))
        return self.browser.post(self.at("check"), {"_vu": page.context["seen"]})

    def demande(self) -> Demande:
        assert self.draft
        return Demande.objects.get(draft_key=self.draft.pk)
