"""A real browser: Debian's Chromium, driven by Playwright, against the live server.

Every page fails its test on a console error, a script error, a refusal by the content security
policy or a request to another host.
"""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from tests.journeys.chromium import ARGUMENTS, CHROMIUM, DESK, PHONE
from tests.journeys.town import Town, build
from tests.portal.messaging.conftest import mail_server, smtp

__all__ = ["DESK", "PHONE", "mail_server", "smtp"]  # the last two are the messages' own fixtures

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOCAL = {"127.0.0.1", "localhost"}

PATIENCE = 30_000  # milliseconds: a machine shared with others may be four times slower

OpenPage = Callable[..., Page]
# Playwright's loop lives in the test's own thread, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys see committed rows; the tables are flushed after each, then filled again."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per process of the run."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield program
        program.close()


@pytest.fixture(scope="session")
def django_db_setup(browser: Browser, django_db_setup: None) -> None:
    """The browser comes first: once its loop runs, Django gives this thread another connection.

    What refills the tables after each test is kept on the connection that set the database up.
    """


@pytest.fixture
def page_problems() -> Iterator[list[str]]:
    """What went wrong in the pages of this test; one that expects a problem clears the list."""
    problems: list[str] = []
    yield problems
    assert not problems, "\n".join(problems)


def watch(page: Page, problems: list[str]) -> None:
    """Notes in `problems` whatever should not happen in a page."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"console: {message.text} ({page.url})")

    def request(sent: Request) -> None:
        address = urlsplit(sent.url)
        if address.scheme in {"http", "https"} and address.hostname not in LOCAL:
            problems.append(f"request to another host: {sent.url} ({page.url})")

    page.on("console", console)
    page.on("pageerror", lambda error: problems.append(f"script: {error} ({page.url})"))
    page.on("request", request)


@pytest.fixture
def open_page(
    browser: Browser, live_server: LiveServer, page_problems: list[str]
) -> Iterator[OpenPage]:
    """`open_page(size=PHONE, scheme="light", javascript=True)`: a new visitor's page."""
    contexts = []

    def opened(
        *, size: tuple[int, int] = PHONE, scheme: str = "light", javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]  # "light" or "dark"
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, page_problems)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def arlencourt() -> Town:
    """A town with two procedures and the people who answer them."""
    return build()


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A resident's telephone: 390 pixels wide."""
    return open_page(size=PHONE)


@pytest.fixture
def desk(open_page: OpenPage) -> Page:
    """An agent's screen: 1,280 pixels wide."""
    return open_page(size=DESK)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails on any violation of WCAG 2.2 AA or of axe's good practice."""
    checker = Axe()

    def check(page: Page) -> None:
        results = checker.run(page, options={"runOnly": WCAG})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check
