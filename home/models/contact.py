"""How to reach the organisation."""

from typing import Any

from django.http import HttpRequest

from home.models.base import WrittenPage
from home.models.home_page import HomePage
from home.reception import ways


class ContactPage(WrittenPage):
    """The organisation's channels, hours and relay, with the editors' words around them."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "home/contact_page.html"

    class Meta:
        verbose_name = "page de contact"
        verbose_name_plural = "pages de contact"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `reception`, `status`, `closed` and `week`."""
        return super().get_context(request, *args, **kwargs) | ways_of_site(request)


def ways_of_site(request: HttpRequest) -> dict[str, Any]:
    """Those of the reception that the site's home page names."""
    page = HomePage.of_site(request)
    return ways(request, page.reception_id if page else None)
