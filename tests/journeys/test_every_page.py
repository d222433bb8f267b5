"""Every kind of page, public and staff, is accessible and fits: at both sizes, light and dark.

The pages come from the resolver: a new address must answer here or be excused with its reason.
Wagtail's own `/admin/` is left out: its pages aren't ours to mend.
"""

import itertools
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from backoffice.queues.models import SavedFilter
from home.state_sheets.importing import import_archive
from payments import links
from payments.models import Invoice, Payment
from payments.workflow import paying
from payments.workflow.issuing import Payer, transfer
from portal.accounts.models import User
from portal.demandes.links import token_of
from portal.demandes.models import Demande, Draft
from portal.demandes.states import State
from portal.directory.models import Closure, Role
from portal.messaging.inbound.states import Sorting
from portal.messaging.models import InboundMessage, OutboundMessage
from tests import builders
from tests.architecture.addresses import Address, addresses
from tests.home.state_sheets.archives import archive
from tests.home.state_sheets.whole import DOCUMENTS
from tests.journeys import knowledge, orientation, treasury
from tests.journeys.conftest import DESK, PHONE, OpenPage
from tests.journeys.regie_pages import treasurer_pages
from tests.journeys.site_pages import site_pages
from tests.journeys.town import Town
from tests.payments.builders import confirmed, make_invoice, make_mandate, make_regie

AGENTS = Role.ADVISER, Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR
DOWNLOAD = "gives a file"
POSTED = "is posted to: its refusals are walked in the journeys"
FOR_MACHINES = "is read by machines"
SIGN_ON = "leads to the provider or back: walked in test_sign_on_journey"
ENTRY = "is an agent's own draft: walked with axe in test_entry_journey"
TOGETHER = "is a help under way: walked with axe in test_together_journey"
IMPORTS = "belongs to a treasurer: walked with axe in test_import_journey"
EXCUSED = {
    "sign_on": SIGN_ON,
    "sign_on_callback": SIGN_ON,
    "sign_on_end": SIGN_ON,
    "quit": "leads to another site",
    "entry_form": ENTRY,
    "entry_check": ENTRY,
    "entry_filed": ENTRY,
    "together_form": TOGETHER,
    "together_step": TOGETHER,
    "together_state": "is asked by a script: see test_together_journey",
    "together_leave": POSTED,
    "draft_help_state": "is asked by a script: see test_together_journey",
    "draft_help_stop": POSTED,
    "entry_abandon": POSTED,
    "entry_file": DOWNLOAD,
    "entry_slip": DOWNLOAD,
    "demande_beneficiary_letter": DOWNLOAD,
    "export": "belongs to who asked for it: walked with axe in test_export_journey",
    "export_file": DOWNLOAD,
    "invoice_imports": IMPORTS,
    "invoice_import": IMPORTS,
    "invoice_import_sample": DOWNLOAD,
    "invoice_import_faults": DOWNLOAD,
    "invoice_import_numbers": DOWNLOAD,
    "healthz": FOR_MACHINES,
    "readyz": FOR_MACHINES,
    "stylesheet": FOR_MACHINES,
    "sitemap": FOR_MACHINES,
    "robots": FOR_MACHINES,
    "news_rss": FOR_MACHINES,
    "news_atom": FOR_MACHINES,
    "events_calendar": DOWNLOAD,
    "event_calendar": DOWNLOAD,
    "communes": FOR_MACHINES,
    "search_suggestions": FOR_MACHINES,
    "lookup_suggestions": FOR_MACHINES,
    "search_choice": "leads to what was found",
    "lookup_choice": "leads to what was found",
    "demo_plan": FOR_MACHINES,
    "outbox_body": "shows an e-mail as it was written, inside the outbox's page",
    "/admin/login/": "leads to our own sign-in",
    "/_util/login/": "leads to our own sign-in",
    "queue_home": "leads to the first queue",
    "start": "leads to the procedure",
    "draft_resume": "leads to the step",
    "tracking_link": "leads to the demande",
    "tracked_message": POSTED,
    "tracked_document": POSTED,
    "tracked_forget": POSTED,
    "draft_send_link": POSTED,
    "draft_here": POSTED,
    "demande_resend": POSTED,
    "mail_attach": POSTED,
    "mail_close": POSTED,
    "saved_filter_remove": POSTED,
    "reopening": POSTED,
    "knowledge_take": POSTED,
    "knowledge_release": POSTED,
    "knowledge_refuse": POSTED,
    "knowledge_untie": POSTED,
    "knowledge_vote": POSTED,
    "knowledge_confirm": POSTED,
    "knowledge_withdraw": POSTED,
    "sheet_served": POSTED,
    "draft_file": DOWNLOAD,
    "receipt": DOWNLOAD,
    "regie_statement_pdf": DOWNLOAD,
    "regie_export_file": DOWNLOAD,
    "regie_export_ask": POSTED,
    "regie_refund_take_up": POSTED,
    "regie_refund_approve": POSTED,
    "regie_refund_refuse": POSTED,
    "regie_refund_by_hand": POSTED,
    "regie_run_accept": POSTED,
    "payment_notification": FOR_MACHINES,
    "payment_receipt": DOWNLOAD,
    "invoice_link": "leads to the invoice",
    "invoice_add": POSTED,
    "pay_forget": POSTED,
    "paper_form": DOWNLOAD,
    "demande_place": "needs an answer on a map: see test_place_journeys.py",
    "tracked_attachment": DOWNLOAD,
    "demande_attachment": DOWNLOAD,
    "regie_notice": DOWNLOAD,
    "regie_slip": DOWNLOAD,
    "mfa_authenticate": "answers in the middle of a sign-in only",
    "mfa_reauthenticate": "asks for a second factor, which nobody here has",
    "mfa_deactivate_totp": "asks for a second factor, which nobody here has",
    "mfa_view_recovery_codes": "asks for a second factor, which nobody here has",
    "mfa_generate_recovery_codes": "asks for a second factor, which nobody here has",
    "mfa_download_recovery_codes": "asks for a second factor, which nobody here has",
    "account_reauthenticate": "leads on when the sign-in is recent",
}


@pytest.fixture
def ours() -> list[Address]:
    return [each for each in addresses() if each.access and each.name not in EXCUSED]


class Resident:
    """Somebody with a draft under way, one to check, a demande answered and one that waits."""

    def __init__(self, arlencourt: Town) -> None:
        self.client = Client()
        self.demande = builders.make_demande(state=State.ASSIGNED)
        builders.say(self.demande, self.demande.assignee)
        builders.ask(self.demande, self.demande.assignee)
        self.answered = builders.make_demande(state=State.ANSWERED)
        self.draft = self.begun(arlencourt)
        self.done = self.begun(arlencourt)
        self.done.answers = {"commune": "62041", "rue": "Rue", "danger": "non"}
        self.done.answers["identite"] = builders.IDENTITY
        self.done.save()
        self.filed = self.begun(arlencourt)
        self.filed.answers = self.done.answers
        self.filed.save()
        self.client.post(self.at("draft_check", self.filed))
        for demande in (self.demande, self.answered):
            self.client.get(reverse("tracking_link", args=[token_of(demande)]))
        self.invoices = self.owed(arlencourt)
        self.under_way = paying.start(invoices=self.invoices[3:], email="awa@exemple.fr")

    def owed(self, arlencourt: Town) -> list[Invoice]:
        """To pay, paid with a receipt, and handed over; all of one payer."""
        regie = make_regie(organisation=arlencourt.organisation, legal_mentions="Arrêté de 2019.")
        payer = Payer("Awa Delattre", "awa@exemple.fr", reference="C-118")
        invoices = [make_invoice(regie, payer=payer, due_on=timezone.localdate()) for _ in range(4)]
        confirmed(paying.start(invoices=invoices[1:2], email="awa@exemple.fr"), charged=5_000)
        transfer(invoice=invoices[2], agent=make_mandate(regie), title_number="2026-12")
        for invoice in invoices:
            self.client.get(reverse("invoice_link", args=[links.token_of(invoice)]))
        return invoices

    def begun(self, arlencourt: Town) -> Draft:
        self.client.post(reverse("start", args=[arlencourt.pothole.code]))
        return Draft.objects.order_by("-created_at").first()

    def at(self, name: str, draft: Draft, *more: object) -> str:
        return reverse(name, args=[draft.procedure.code, draft.token, *more])

    def pages(self, arlencourt: Town) -> dict[str, list[str]]:
        """Where the addresses with parts lead, by their name."""
        message = OutboundMessage.objects.first()
        import_archive(archive(DOCUMENTS))
        steps = ["lieu", "etat", "photo", "vous"]
        return {
            "outbox_message": [reverse("outbox_message", args=[message.pk])],
            "procedure": [arlencourt.pothole.get_absolute_url(), arlencourt.rsa.get_absolute_url()],
            "service": [arlencourt.roads.get_absolute_url()],
            "state_sheets": ["/fiches/", "/fiches/?theme=N900"],
            "state_sheet": [f"/fiches/{code}/" for code in DOCUMENTS],
            "draft_step": [self.at("draft_step", self.done, key) for key in steps],
            "draft_check": [self.at("draft_check", self.done)],
            "draft_filed": [self.at("draft_filed", self.filed)],
            "draft_help": [self.at("draft_help", self.draft)],
            "draft_later": [self.at("draft_later", self.draft)],
            "tracked": [
                reverse("tracked", args=[each.reference]) for each in (self.demande, self.answered)
            ],
            "invoice": [reverse("invoice", args=[each.number]) for each in self.invoices[:3]],
            "basket": [reverse("basket", args=[self.invoices[0].regie.code])],
            "payment_return": [
                reverse("payment_return", args=[each.key]) for each in Payment.objects.all()
            ],
            "demo_payment": [urlsplit(self.under_way.url).path],
            "tracked_withdraw": [reverse("tracked_withdraw", args=[self.demande.reference])],
            "account_reset_password_from_key": [
                reverse("account_reset_password_from_key", args=["1", "key"])
            ],
        }


def check(page: Page, path: str, axe: Callable[[Page], None]) -> None:
    """The page at the size of a telephone by day, and of a desk by night."""
    response = page.goto(path)
    assert response is not None
    assert response.status == 200, f"{path}: {response.status}"
    for size, scheme in ((PHONE, "light"), (DESK, "dark")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} pixels too wide at {size[0]}"


def browser_of(client: Client, open_page: OpenPage, live_server: LiveServer) -> Page:
    """A page with the client's session."""
    page = open_page()
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


MORE = [
    "/",
    "/recherche/?q=trou",
    "/recherche/?q=il+me+frappe",
    "/recherche/?q=zzz",
    "/demarches/?q=route",
    "/demarches/?q=zzz",
    "/suivi/?reference=D-7K3F-9QX8",
]


@pytest.mark.parametrize(("access", "more"), [("public", MORE), ("secret_link", [])])
def test_every_public_page(
    access: str,
    more: list[str],
    open_page: OpenPage,
    live_server: LiveServer,
    settings,
    arlencourt: Town,
    ours: list[Address],
    axe,
) -> None:
    settings.DEMO = True  # the outbox and the list of accounts
    resident = Resident(arlencourt)
    orientation.made(arlencourt)
    page = browser_of(resident.client, open_page, live_server)
    known = resident.pages(arlencourt) | orientation.PUBLIC
    written = site_pages(arlencourt) if access == "public" else []
    pages = [known.get(each.name, [each.path]) for each in ours if each.access == access]
    for path in itertools.chain(more, written, *pages):
        check(page, path, axe)


def mail_to_sort(demande: Demande) -> InboundMessage:
    """One that says nothing of its demande but may be about it."""
    return InboundMessage.objects.create(
        digest=demande.reference,
        size=1200,
        state=Sorting.UNSORTED,
        reason="new_subject",
        topic=demande.topic,
        sender="awa@exemple.fr",
        subject="Une autre question",
        text="Bonjour,\n\nQuand passez-vous ?",
    )


def staff_pages(ours: list[Address], role: Role, agent: User, arlencourt: Town) -> Iterator[str]:
    """What a role sees; what every agent sees alike, with the first role only."""
    kept = SavedFilter.objects.create(
        agent=agent, name="Au guichet", queue="recherche", query="channel=desk&procedure=0"
    )
    demande = builders.make_demande(service=arlencourt.roads, state=State.ASSIGNED)
    if role == Role.HEAD:  # who lists what is closed
        Closure.objects.create(
            service=arlencourt.roads, first_day=timezone.localdate(), last_day=None, reason="crue"
        )
    confidential = builders.make_demande(service=arlencourt.roads, confidential=True)
    orientation.made(arlencourt)
    known = {
        "queue": [
            reverse("queue", args=["toutes" if role == Role.ADVISER else "mon-service"]),
            reverse("queue", args=["recherche"]) + "?q=trou&state=assigned",
        ],
        "queue_bulk": [
            f"/gestion/files/recherche/ensemble/{verb}/?d={each.reference}.{each.version}"
            for each in (demande, confidential)
            for verb in ("confier", "transmettre")
        ],
        "queue_map": [reverse("queue_map", args=["recherche"])],
        "queue_save": ["/gestion/files/recherche/enregistrer/?q=trou&channel=desk"],
        "saved_filters": [reverse("saved_filters")],
        "saved_filter": [reverse("saved_filter", args=[kept.pk])],
        "export_start": [reverse("export_start", args=["recherche"])],
        "demande": [demande.get_absolute_url(), confidential.get_absolute_url()],
        "lookup": [f"{reverse('lookup')}{asked}" for asked in ("", "?q=trou", "?q=zzz")],
        "orient": [f"{reverse('orient')}{asked}" for asked in ("", "?q=trou", "?q=zzz")],
        "demande_verb": [
            reverse("demande_verb", args=[demande.reference, verb])
            for verb in ("note", "meme-personne")
        ],
        "entry": [reverse("entry"), f"{reverse('entry')}?q=trou"],
        "together": [reverse("together")],
        "closures": [reverse("closures")],
        "closing": [f"{reverse('closing')}?lieu={arlencourt.roads.code}"],
        "mailroom": [reverse("mailroom")],
        "mail": [reverse("mail", args=[mail_to_sort(demande).pk])],
        **knowledge.pages(agent, arlencourt, demande),
        **orientation.STAFF,
        **(treasury.pages(agent) if role == AGENTS[0] else {}),
    }
    if role == AGENTS[0]:  # who is a régie's treasurer too
        known |= treasurer_pages(agent)
    for each in ours:
        if each.access.startswith("role:") and role in each.access[5:].split("|"):
            yield from known[each.name]
        elif each.access == "agent" and role == AGENTS[0]:
            yield from known.get(each.name, [each.path])


@pytest.mark.parametrize("role", AGENTS)
def test_every_page_of_the_staff(
    role: Role, open_page: OpenPage, live_server: LiveServer, arlencourt: Town, ours, axe
) -> None:
    client = Client()
    agent = builders.make_member(arlencourt.roads.parent, role)
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    page = browser_of(client, open_page, live_server)
    for path in staff_pages(ours, role, agent, arlencourt):
        check(page, path, axe)


def test_every_excuse_is_still_needed(ours: list[Address]) -> None:
    assert EXCUSED.keys() <= {each.name for each in addresses()}
