"""Wagtail's pages that write a procedure, so that nothing is published without being decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from portal.procedures import moderation
from portal.procedures.guarded import changed_by_another
from portal.text.dates import full_date

PROPOSE = "wagtailsnippets_procedures_procedure:propose"
CHANGED = "Cette démarche a été modifiée pendant que vous l’écriviez : ouvrez-la de nouveau."
WAITING = "Cette démarche attend une décision : relisez-la, puis décidez."
# Wagtail's own ways to decide and to begin again, which don't say on which revision.
UNUSED = {"workflow-action", "restart-workflow", "cancel-workflow"}


class ModeratedMixin:
    """Saves, publishes outside any proposal, and leads to the page where a draft is proposed."""

    request: HttpRequest
    object: Any
    action: str
    locked_for_user: bool
    saving_as_draft: bool

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A proposal may be as unfinished as a draft."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        self.saving_as_draft = self.saving_as_draft or self.action == "submit"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object is not None:
            self._say_what_came_back()
        response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        return response

    def get_available_actions(self) -> list[str]:
        offered = super().get_available_actions()  # type: ignore[misc]  # a mixin
        kept = [action for action in offered if action not in UNUSED]
        proposal = self.object and moderation.waiting_proposal(self.object)
        agent: Any = self.request.user
        if proposal and moderation.may_withdraw(agent, proposal):
            kept.append("cancel-workflow")
        return kept

    def is_valid(self, form: Any) -> bool:
        """Publishing is refused on a proposal, and on a draft that somebody changed meanwhile."""
        asked = self.action in {"publish", "submit"} and not self.locked_for_user
        if asked and self.object is not None:
            refusal = WAITING if self.object.workflow_in_progress else ""
            refusal = refusal or (CHANGED if changed_by_another(self) else "")
            if refusal:
                self.produced_error_code = "invalid_revision"
                self.produced_error_message = refusal
                return False
        valid: bool = super().is_valid(form)  # type: ignore[misc]  # a mixin
        return valid

    def submit_action(self) -> HttpResponse:
        return redirect(reverse(PROPOSE, args=[self.object.pk]))

    def cancel_workflow_action(self) -> None:
        agent: Any = self.request.user
        moderation.withdraw(self.object, by=agent)

    def get_side_panels(self) -> Any:
        """Without the way to dates that this person can't set."""
        panels = super().get_side_panels()  # type: ignore[misc]  # a mixin
        for panel in panels:
            if panel.name == "status" and "go_live_at" not in self.form.fields:  # type: ignore[attr-defined]  # a mixin
                panel.show_schedule_publishing_toggle = False
        return panels

    def _say_what_came_back(self) -> None:
        returned = moderation.last_round(self.object)
        if returned is not None and returned.finished_at:
            day = full_date(timezone.localdate(returned.finished_at))
            who = returned.finished_by or "La personne qui valide"
            said = f"{who} a renvoyé cette démarche le {day} : « {returned.comment} »"
            messages.warning(self.request, said)
