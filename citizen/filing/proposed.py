"""Answers that the address of a procedure proposes, on their way to the form.

They wait in the session like anything typed and not yet sent: never in the draft, nor in a log.
"""

from django.http import HttpRequest, QueryDict

from citizen.filing import opened
from portal.demandes.models import Draft
from portal.procedures.compile import NoForm, current_version
from portal.procedures.models import Procedure
from portal.procedures.prefill import LONGEST, MOST, TAKEN, of_step, proposals

LONGEST_LIST = 6 * LONGEST * MOST  # characters, encoded


def proposed(procedure: Procedure, address: QueryDict) -> QueryDict:
    """What this address proposes that the form in force takes; read only when it says something."""
    if not set(address) - TAKEN:
        return QueryDict()
    try:
        return proposals(current_version(procedure).form, address)
    except NoForm:
        return QueryDict()


def with_proposed(procedure: Procedure, address: QueryDict) -> str:
    """The procedure's page, which keeps what the address proposes."""
    kept = proposed(procedure, address).urlencode()
    return procedure.get_absolute_url() + (f"?{kept}" if kept else "")


def propose(request: HttpRequest, draft: Draft, sent: str) -> None:
    """Show on each step of a draft just begun what was proposed for it; what was said stays."""
    form = draft.form_version.form
    if not sent or len(sent) > LONGEST_LIST:
        return
    kept = proposals(form, QueryDict(sent))
    for key in draft.answers.keys() & kept.keys():
        del kept[key]
    for step in reversed(form.steps):  # the session keeps the last few: the first to be seen
        if found := of_step(step, kept):
            opened.keep_typed(request, draft, step.key, found)
