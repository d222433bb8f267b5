"""How much one address may send us: whoever opens many drafts must not fill the disk."""

import math
from datetime import timedelta

from django.http import HttpRequest

from portal.accounts import throttle

MEGABYTES = 600  # an hour, and at least one for each file: a town hall is one address
PERIOD = timedelta(hours=1)
TOO_MUCH = (
    "Beaucoup de fichiers viennent d’arriver depuis votre réseau : ceux-ci ne sont pas reçus. "
    "Envoyez-les dans une heure, ou appelez-nous."
)


def may_upload(request: HttpRequest) -> bool:
    """Whether the files just sent may be kept; nothing is counted when there are none."""
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if not files:
        return True
    weight = sum(math.ceil((file.size or 1) / 1_000_000) for file in files)
    return throttle.hit(f"upload:{throttle.client(request)}", MEGABYTES, per=PERIOD, count=weight)
