"""Addresses of the legal pages, of feeds and calendars, of the map; other pages are Wagtail's."""

from django.urls import path

from home import calendars, feeds, site_map
from home.legal import PAGES, legal_page
from home.page_cache.routes import keep

keep("wagtail_serve")
keep(*PAGES.values(), "site_map", "sitemap", "robots", "news_rss", "news_atom")
keep("events_calendar", "event_calendar")
urlpatterns = [
    *(path(f"{slug}/", legal_page, {"slug": slug}, name=name) for slug, name in PAGES.items()),
    path("plan-du-site/", site_map.site_map, name="site_map"),
    path("sitemap.xml", site_map.sitemap, name="sitemap"),
    path("robots.txt", site_map.robots, name="robots"),
    path("flux/actualites.rss", feeds.news_rss, name="news_rss"),
    path("flux/actualites.atom", feeds.news_atom, name="news_atom"),
    path("flux/agenda.ics", calendars.events_calendar, name="events_calendar"),
    path("flux/agenda/<int:pk>.ics", calendars.event_calendar, name="event_calendar"),
]
