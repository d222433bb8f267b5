"""Somebody who files: a browser, a procedure, a draft, and words for what one does with them."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portal.demandes.models import Draft
from portal.procedures.models import Procedure
from tests import builders

PLACE = {"commune": "62041", "danger": "oui", "quoi": builders.ANSWERS["quoi"]}
IDENTITY = {f"identite__{part}": value for part, value in builders.IDENTITY.items()}


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\u00a0", " ")


def main_of(response: HttpResponse) -> str:
    """The words of the page itself, without tags."""
    main = text_of(response).split("<main")[1].split("</main")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def live_procedure(schema: dict[str, Any] | None = None, **fields: Any) -> Procedure:
    builders.make_commune()
    return builders.make_procedure(schema, **fields)


class Person:
    """A browser in front of one draft."""

    def __init__(self, procedure: Procedure, browser: Client | None = None) -> None:
        self.browser = browser or Client()
        self.procedure = procedure
        started = self.browser.post(reverse("start", args=[procedure.code]))
        assert started.status_code == 302, started.status_code
        self.first = started.url
        self.draft = Draft.objects.get(token=started.url.split("/")[4])

    def at(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.procedure.code, self.draft.token, *args])

    def step(self, key: str) -> str:
        return self.at("draft_step", key)

    def page(self, name: str, *args: object) -> Any:
        return self.browser.get(self.at(name, *args))

    def answer(self, key: str, data: dict[str, Any], query: str = "") -> Any:
        return self.browser.post(self.step(key) + query, data)

    def fill(self) -> None:
        assert self.answer("lieu", PLACE).url == self.step("vous")
        assert self.answer("vous", IDENTITY).url == self.at("draft_check")

    def file(self) -> Any:
        return self.browser.post(self.at("draft_check"))

    def answers(self) -> dict[str, Any]:
        self.draft.refresh_from_db()
        return self.draft.answers

    def names_of_files(self) -> list[str]:
        return [file.stored.name for file in self.draft.files.select_related("stored")]
