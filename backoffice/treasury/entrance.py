"""Who comes in: an agent with a running mandate in the régie, and a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404

from payments.models import Regie
from payments.rights import Act, may, regies_of
from portal.accounts import access
from portal.accounts.access import AgentRequest

Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[Concatenate[AgentRequest, Regie, ...], Answer]


def of_regie(act: Act = Act.LOOK) -> Callable[[View[Answer]], Callable[..., Answer]]:
    """The view is given the régie of the address: 404 without a mandate in it, 403 without `act`.

    A mandate asks for a second factor, as the office of administrator does.
    """

    def decorate(view: View[Answer]) -> Callable[..., Answer]:
        @access.agent
        @access.second_factor
        @wraps(view)
        def entered(request: AgentRequest, code: str, **kwargs: Any) -> Answer:
            agent = request.user
            mine = regies_of(agent).select_related("organisation")
            regie = get_object_or_404(mine, code=code)
            if act is not Act.LOOK and not may(agent, act, regie):
                raise PermissionDenied
            return view(request, regie, **kwargs)

        return entered

    return decorate
