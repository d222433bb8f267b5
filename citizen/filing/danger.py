"""Words of danger in what somebody has written freely: numbers come before the form."""

from django.http import HttpRequest

from portal.demandes.models import Draft
from search.danger.here import emergencies_here
from search.danger.numbers import Emergency


def emergencies_in(request: HttpRequest, draft: Draft) -> tuple[Emergency, ...]:
    """Of « Autre demande », where anything may be said; nothing is kept of it, nothing blocked."""
    if not draft.procedure.catch_all:
        return ()
    answers = (answer for answer in draft.answers.values() if isinstance(answer, str))
    return emergencies_here(request, "\n".join(answers))
