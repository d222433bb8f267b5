"""Two web processes, each with a cache of its own: a publication made elsewhere empties both."""

import time
from collections.abc import Iterator

import pytest
from wagtail.models import Site

from home.models import ContentPage, HomePage
from tests.journeys.kill_processes import environment
from tests.visitor import Visitor
from tests.web_process import WebProcess

SOON = 10  # seconds, in which a publication is to be seen by all
PATH = "/deneigement/"


@pytest.fixture
def page(transactional_db: None) -> ContentPage:
    """A page online before the processes start, so that both begin with its version."""
    home = HomePage.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    return home.add_child(instance=ContentPage(title="Déneigement", slug="deneigement"))


@pytest.fixture
def visitors(page: ContentPage, tmp_path) -> Iterator[list[Visitor]]:
    """One in front of each process."""
    started = [WebProcess(tmp_path / f"log-{number}", environment(tmp_path)) for number in range(2)]
    try:
        for process in started:
            process.wait()
        yield [Visitor(process.port) for process in started]
    finally:
        for process in started:
            process.stop()


def test_a_page_published_by_a_worker_is_soon_seen_from_both(
    page: ContentPage, visitors: list[Visitor]
) -> None:
    for visitor in visitors:
        assert "Déneigement" in visitor.get(PATH).text
    ContentPage.objects.filter(pk=page.pk).update(title="En cachette")
    for visitor in visitors:  # each serves what it kept
        assert "En cachette" not in visitor.get(PATH).text

    page.title = "Neige et verglas"
    page.save_revision().publish()
    published = time.monotonic()
    while not all("Neige et verglas" in visitor.get(PATH).text for visitor in visitors):
        assert time.monotonic() - published < SOON
        time.sleep(0.1)
    assert all(visitor.get(PATH).headers["ETag"] for visitor in visitors)
