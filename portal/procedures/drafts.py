"""What the models that have drafts, kept by a service, share: publishing them, trying them."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from wagtail.models import Revision

from portal.accounts.models import User
from portal.procedures.policies import may_publish


class PublishedByService:
    """Put before Wagtail's DraftStateMixin, on a model that has a service."""

    def refusals_of(self, draft: Any) -> list[str]:
        """Why the draft can't be published, as sentences; none when it can."""
        raise NotImplementedError  # each subject says it

    def publish(
        self, revision: Revision, user: User | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Publishes a revision, or plans its publication when its date is to come.

        Raises ValidationError with everything that forbids it, and PermissionDenied for a user who
        may not, whatever the caller checked: the service of the draft counts like the present one.
        """
        draft = revision.as_object()
        if user is not None and not (may_publish(user, self) and may_publish(user, draft)):
            raise PermissionDenied("Only those who cover the service publish what it keeps.")
        if found := self.refusals_of(draft):
            raise ValidationError(found)
        kwargs["skip_permission_checks"] = True
        super().publish(revision, user, *args, **kwargs)  # type: ignore[misc]  # a mixin


class TriedInPreview:
    """Put before Wagtail's PreviewableMixin, where the preview has a form or links of its own."""

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Wagtail's, with what was asked within the preview, which it would leave out."""
        sent = {"GET": original_request.GET} if original_request else {}
        drawn: HttpResponse = super().make_preview_request(  # type: ignore[misc]  # a mixin
            original_request, preview_mode, (extra_request_attrs or {}) | sent
        )
        return drawn
