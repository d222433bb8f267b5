"""Wagtail's pictures, where no proxy finds them on a disk: on S3."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from portal.media.storage import Unavailable

A_DAY = 86_400  # seconds; the name of a picture changes with its content


@require_safe
def picture(_request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture as pages show it; neither the original nor a document, which has its own view."""
    if not path.startswith("images/") or ".." in path:
        raise Http404
    try:
        content = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    except Unavailable:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    return FileResponse(content, headers={"Cache-Control": f"public, max-age={A_DAY}"})
