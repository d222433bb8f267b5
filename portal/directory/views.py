"""The communes that a form proposes while one types."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from portal.accounts import throttle
from portal.accounts.access import public
from portal.directory.commune_names import comparable, formerly
from portal.directory.models import Commune

SHORTEST = 2  # characters
MOST = 10  # communes proposed
A_DAY = 60 * 60 * 24
PER_MINUTE = 120  # a whole office may type behind one address


@public
@require_GET
def communes(request: HttpRequest) -> HttpResponse:
    """`{"results": [{insee, name, department, postal_codes: [...], formerly}]}`, likeliest first.

    `formerly` is blank where the name that stands today is what was typed.
    """
    typed = request.GET.get("q", "").strip()[:60]
    if len(typed) < SHORTEST:
        return JsonResponse({"results": []})
    if not throttle.hit(
        f"communes:{throttle.client(request)}", PER_MINUTE, per=timedelta(minutes=1)
    ):
        return HttpResponse("Trop de recherches. Réessayez dans une minute.", status=429)
    found = [_described(commune, typed) for commune in Commune.objects.matching(typed)[:MOST]]
    return JsonResponse({"results": found}, headers={"Cache-Control": f"public, max-age={A_DAY}"})


def _described(commune: Commune, typed: str) -> dict[str, object]:
    by_name = typed.isdigit() or comparable(typed) in commune.folded
    return {
        "insee": commune.insee,
        "name": commune.name,
        "department": commune.department,
        "postal_codes": commune.postal_codes.split(),
        "formerly": "" if by_name else formerly(commune.former_names),
    }
