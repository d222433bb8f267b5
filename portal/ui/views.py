"""The style sheet, and the gallery of components."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from portal.ui import gallery, stylesheets

YEAR = 60 * 60 * 24 * 365  # seconds


@require_safe
@gzip_page
def stylesheet(_request: HttpRequest, face: str, hue: int, digest: str) -> HttpResponse:
    """A face's sheet in a hue; kept for a year under its digest, not at all under another."""
    if face not in stylesheets.FACES or hue > 359:
        raise Http404
    response = HttpResponse(stylesheets.joined(face, hue), content_type="text/css; charset=utf-8")
    fresh = digest == stylesheets.digest(face)
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    return response


def show_gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, while developing."""
    return render(request, "gallery/index.html", gallery.samples(request))


def show_page(request: HttpRequest, name: str) -> HttpResponse:
    """A whole page of a layout, filled with invented content, while developing."""
    if name not in gallery.PAGES:
        raise Http404
    return render(request, gallery.PAGES[name], gallery.samples(request))
