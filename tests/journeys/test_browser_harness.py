"""The watchers of the browser tests do see what goes wrong."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import OpenPage


def test_a_script_error_and_a_request_to_another_host_are_noted(
    phone: Page, page_problems: list[str]
) -> None:
    phone.route("http://elsewhere.invalid/**", lambda route: route.abort())
    phone.set_content("<img src='http://elsewhere.invalid/a.png' alt=''><script>nowhere()</script>")
    text = "\n".join(page_problems)
    assert "another host" in text
    assert "nowhere is not defined" in text
    page_problems.clear()


def test_axe_sees_an_image_without_alternative(open_page: OpenPage, axe) -> None:
    page = open_page()
    page.set_content(
        "<!doctype html><html lang=fr><title>x</title><main><h1>x</h1><img src='data:,'>"
    )
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
