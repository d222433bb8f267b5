"""Residents who file over HTTP and reload when no reply comes, and what must hold afterwards."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import Any

from django.urls import reverse

from portal.demandes import journal
from portal.demandes.models import Demande, Draft
from portal.demandes.states import Action
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State
from portal.procedures.models import Procedure
from tests import builders
from tests.builders import ANSWERS, IDENTITY
from tests.portal.messaging.mail_server import MailServer
from tests.visitor import Reply, Visitor
from tests.web_process import WebProcess

NO_REPLY = (OSError, HTTPException)
PATIENCE = 40  # seconds
WHO = {f"identite__{part}": value for part, value in IDENTITY.items()}
REFERENCE = re.compile(r"D-[2-9A-Z]{4}-[2-9A-Z]{4}")


class Resident:
    """Files one demande, whose words are their own.

    `said` is what the site acknowledged so far; `reference` what it confirmed at the end. When a
    server dies the proxy leads to another one; the person reloads, which sends the form again.
    """

    def __init__(self, number: int, servers: Sequence[WebProcess], code: str) -> None:
        self.words = f"Le trou numéro {number}."
        self.code = code
        self.servers = servers
        self.visitor = Visitor(servers[number % len(servers)].port)
        self.said: dict[str, Any] = {}
        self.check = ""  # the check page
        self.read: dict[str, str] = {}  # its form
        self.reference = ""
        self.chance = random.Random(number)  # noqa: S311  the same pace each time

    def file(self) -> None:
        self.fill_in()
        self.confirm()

    def fill_in(self) -> None:
        """From the procedure's page to the check page."""
        place = self.begin()
        who = self.send(place, self.form(place) | self.place)
        self.said |= self.place
        self.check = self.send(who, self.form(who) | WHO)
        self.said["identite"] = IDENTITY
        self.read = self.form(self.check)
        assert self.check.endswith("/verifier/")

    @property
    def place(self) -> dict[str, str]:
        """What the first step is answered with."""
        return {"commune": ANSWERS["commune"], "danger": "oui", "quoi": self.words}

    def begin(self) -> str:
        """The address of the first step."""
        form = self.form(reverse("procedure", args=[self.code]))
        return self.send(reverse("start", args=[self.code]), form)

    def confirm(self) -> None:
        """File from the check page, or once more after no reply; read the confirmation."""
        confirmation = self.get(self.send(self.check, self.read))
        found = REFERENCE.search(confirmation.text)
        assert found
        self.reference = found[0]

    def form(self, path: str) -> dict[str, str]:
        """A page's form, before anything is typed."""
        return self.get(path).hidden

    def get(self, path: str) -> Reply:
        reply = self.insist(lambda: self.visitor.get(path))
        assert reply.status == 200, reply.text
        return reply

    def send(self, path: str, form: dict[str, str]) -> str:
        """Send a form, again as long as there is no reply; returns where it leads."""
        reply = self.insist(lambda: self.visitor.post(path, form))
        assert reply.status == 302, reply.text
        return reply.goes_to

    def insist(self, ask: Callable[[], Reply]) -> Reply:
        """Ask until somebody replies; an error page is no accident of the line, it fails."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                reply = ask()
            except NO_REPLY:
                assert time.monotonic() < end, "no server replied"
                time.sleep(self.chance.uniform(0.05, 0.2))
                self.visitor.port = self.chance.choice(self.servers).port
            else:
                assert reply.status < 500, reply.text
                return reply


def offered_procedure() -> Procedure:
    """A procedure that the site offers, with the form of `builders`."""
    builders.make_commune()
    procedure = builders.make_procedure()
    Procedure.objects.filter(pk=procedure.pk).update(live=True)
    return procedure


def check_demandes(residents: Sequence[Resident]) -> None:
    """Each confirmed demande exists once, whole, with one entry of its journal and one e-mail."""
    demandes = {demande.answers["quoi"]: demande for demande in Demande.objects.all()}
    assert sorted(demandes) == sorted(resident.words for resident in residents)
    assert Demande.objects.count() == len(residents)
    for resident in residents:
        demande = demandes[resident.words]
        assert demande.reference == resident.reference
        assert demande.answers == resident.said
        assert [entry.action for entry in demande.journal.all()] == [Action.FILE]
        assert journal.first_broken(demande) is None
        mails = OutboundMessage.objects.for_topic(demande.topic)
        assert [mail.key for mail in mails] == [f"{demande.topic}:filed:v1"]


def check_drafts(residents: Sequence[Resident]) -> None:
    """What the site acknowledged and nobody filed is still there."""
    kept = [draft.answers for draft in Draft.objects.filter(filed_at=None)]
    for resident in residents:
        assert resident.said in kept


def check_mail(server: MailServer) -> int:
    """Every message was received once, or is in doubt and shown so; returns how many are."""
    received = Counter(mail["Message-ID"] for mail in server.desk.received)
    messages = list(OutboundMessage.objects.all())
    assert {message.state for message in messages} <= {State.SENT, State.UNCERTAIN}
    for message in messages:
        once = [1] if message.state == State.SENT else [0, 1]
        assert received[message.message_id] in once, message.state
    assert set(received) <= {message.message_id for message in messages}
    return sum(message.state == State.UNCERTAIN for message in messages)
