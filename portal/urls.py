"""Every address of the site."""

from functools import partial

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import health
from portal.accounts.access import public
from portal.media.views import picture
from portal.messaging import views as outbox
from portal.ui import views as ui

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("boite-d-envoi/", public(outbox.outbox), name="outbox"),
    path("boite-d-envoi/<int:pk>/", public(outbox.outbox_message), name="outbox_message"),
    path("boite-d-envoi/<int:pk>/html/", public(outbox.outbox_body), name="outbox_body"),
    path("style/<slug:face>/<int:hue>/<slug:digest>.css", public(ui.stylesheet), name="stylesheet"),
    path("", include("portal.demo.urls")),
    path("", include("portal.accounts.urls")),  # first: it closes Wagtail's own sign-in
    path("", include("portal.directory.urls")),
    path("", include("portal.spreadsheets.urls")),
    path("", include("payments.urls")),
    path("", include("citizen.filing.urls")),
    path("", include("citizen.tracking.urls")),
    path("", include("citizen.paying.urls")),
    path("", include("payments.demo_provider.urls")),
    path("", include("backoffice.queues.urls")),
    path("", include("backoffice.exports.urls")),
    path("", include("backoffice.casework.urls")),
    path("", include("backoffice.mailroom.urls")),
    path("", include("backoffice.who.urls")),
    path("", include("backoffice.lookup.urls")),
    path("", include("backoffice.entry.urls")),
    path("", include("backoffice.together.urls")),
    path("", include("backoffice.closing.urls")),
    path("", include("backoffice.treasury.urls")),
    path("", include("search.guides.urls")),
    path("", include("backoffice.knowledge.urls")),
    path("", include("search.results.urls")),
    path("", include("home.urls")),
    path("", include("home.directory_urls")),
    path("", include("home.state_sheets.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
if settings.DEBUG:
    urlpatterns[:0] = [
        path("galerie/", public(ui.show_gallery), name="gallery"),
        path("galerie/<slug:name>/", public(ui.show_page), name="gallery_page"),
    ]
if settings.DEMO:  # elsewhere the proxy serves public pictures (docs/deploy/README.md)
    pictures = public(partial(serve, document_root=str(settings.MEDIA_ROOT)))
    urlpatterns.insert(0, path("media/<path:path>", pictures, name="media"))
elif settings.S3["bucket_name"]:  # no proxy finds them on a disk
    urlpatterns.insert(0, path("media/<path:path>", public(picture), name="media"))
