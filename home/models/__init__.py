"""The public pages: one type a subject, all on one base."""

from home.models.base import PublicPage, WrittenPage
from home.models.content import ContentPage
from home.models.home_page import AskedProcedure, HomePage
from home.models.services import ServicePage

__all__ = [
    "AskedProcedure",
    "ContentPage",
    "HomePage",
    "PublicPage",
    "ServicePage",
    "WrittenPage",
]
