"""Whose draft it is: the token in the address names it, the session says who may read it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from citizen.filing.links import email_of
from portal.accounts import access
from portal.demandes.models import Draft

KEY, TYPED = "drafts", "typed"
SEEN = "_vu"  # no question is named so
MOST = 30  # drafts open in one browser; the oldest go first
MOST_TYPED = 5  # steps left before they were right
LONGEST_TYPED = 60_000  # characters of such a step

View = Callable[..., HttpResponseBase]


def open_for(request: HttpRequest, draft: Draft) -> None:
    """Let this browser read and fill in the draft."""
    others = [token for token in request.session.get(KEY, []) if token != draft.token]
    request.session[KEY] = [*others, draft.token][-MOST:]


def is_open(request: HttpRequest, draft: Draft) -> bool:
    return draft.token in request.session.get(KEY, [])


def keep_typed(
    request: HttpRequest, draft: Draft, step: str, sent: QueryDict, *, seen: str = ""
) -> None:
    """Keep in the session what is wrong or unfinished: the draft only holds right answers.

    `seen`, the digest of the step's answers then, tells whether they have changed when it is shown.
    """
    typed = dict(request.session.get(TYPED, {}))
    typed.pop(f"{draft.token}/{step}", None)
    answers = _answers(sent)
    answers[SEEN] = seen
    encoded = answers.urlencode()
    if len(encoded) <= LONGEST_TYPED:
        typed[f"{draft.token}/{step}"] = encoded
    request.session[TYPED] = dict(list(typed.items())[-MOST_TYPED:])


def typed(request: HttpRequest, draft: Draft, step: str) -> QueryDict | None:
    """What was kept of the step."""
    kept = request.session.get(TYPED, {}).get(f"{draft.token}/{step}")
    return None if kept is None else QueryDict(kept)


def forget_typed(request: HttpRequest, draft: Draft, step: str = "") -> None:
    """Once the step is right, or (without a step) the draft filed."""
    kept, name = request.session.get(TYPED, {}), f"{draft.token}/{step}"
    if gone := [key for key in kept if key == name or (not step and key.startswith(name))]:
        request.session[TYPED] = {key: kept[key] for key in kept if key not in gone}


def find(token: str) -> Draft | None:
    """The draft with its form and fee; its files come when asked for (`held_files`)."""
    joined = ("procedure__fee__regie__organisation", "form_version")
    drafts = Draft.objects.of_the_public().select_related(*joined)
    return drafts.defer("procedure__steps").filter(token=token).first()


def with_draft(view: View) -> View:
    """Give the view the draft that the address names, open here or not."""

    @access.secret_link
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, code: str, token: str, **kwargs: Any) -> HttpResponseBase:
        draft = find(token)
        if draft is None:
            return gone(request)
        return view(request, draft, **kwargs)

    return found


def for_opened(view: View) -> View:
    """Give the view the draft, if this browser may read it; otherwise say how to get back in."""

    @with_draft
    @wraps(view)
    def opened(request: HttpRequest, draft: Draft, **kwargs: Any) -> HttpResponseBase:
        return view(request, draft, **kwargs) if is_open(request, draft) else closed(request, draft)

    return opened


def closed(request: HttpRequest, draft: Draft, *, kept: bool = False) -> HttpResponse:
    """The session is over; `kept`: what has just been sent is in the draft all the same."""
    context = {"draft": draft, "kept": kept, "by_email": bool(email_of(draft))}
    return render(request, "citizen/filing/expired.html", context, status=403)


def gone(request: HttpRequest, *, replaced: bool = False) -> HttpResponse:
    """No draft there; `replaced`: one that another link opens."""
    return render(request, "citizen/filing/gone.html", {"replaced": replaced}, status=404)


def _answers(posted: QueryDict) -> QueryDict:
    """Without the page's own inputs."""
    answers = posted.copy()
    for name in posted:
        if name.startswith("_") or name == "csrfmiddlewaretoken":
            del answers[name]
    return answers
