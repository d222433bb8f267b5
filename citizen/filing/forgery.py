"""Django's own check against forged posts, asked for by a view that has something to save first."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def comes_from_us(request: HttpRequest) -> bool:
    """Whether the post carries the page's token, as the middleware would ask (`csrf_exempt`)."""
    check = _Check(lambda _: HttpResponse())
    check.process_request(request)
    return check.process_view(request, HttpResponse, (), {}) is None
