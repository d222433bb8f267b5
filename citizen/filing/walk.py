"""Where one is in a form: which steps are shown, which comes next, what is still unanswered."""

from collections.abc import Collection

from django.utils.functional import cached_property

from citizen.filing.held import counts
from portal.demandes.completeness import Incomplete, complete_answers, identity_of
from portal.demandes.models import Draft
from portal.procedures.conditions import visible_steps
from portal.procedures.schema import FormSchema, Step


class Walk:
    """The visible steps of a draft, in order, as its answers stand."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.steps = visible_steps(draft.form_version.form, draft.answers)

    @cached_property
    def missing(self) -> Step | None:
        """The first step where something required is missing; files are read only if some are."""
        form: FormSchema = self.draft.form_version.form
        asking = identity_of(form, self.draft.answers)
        who = asking[0] if asking and self.draft.lacks_beneficiary else None
        wants_files = any(field.type == "files" and field.required for field in form.fields())
        try:
            complete_answers(form, self.draft.answers, counts(self.draft) if wants_files else ())
        except Incomplete as incomplete:
            return min(filter(None, (incomplete.missing[0][0], who)), key=form.steps.index)
        return who

    @property
    def keys(self) -> list[str]:
        return [step.key for step in self.steps]

    @property
    def total(self) -> int:
        """The visible steps, and the page where the answers are checked."""
        return len(self.steps) + 1

    def number(self, step: Step) -> int:
        """From 1, as people count."""
        return self.keys.index(step.key) + 1

    def may_show(self, step: Step | None) -> bool:
        """A visible step, and no earlier one is waiting for an answer."""
        if step is None or step.key not in self.keys:
            return False
        first = self.number(step) == 1
        return first or self.missing is None or self.number(step) <= self.number(self.missing)

    def before(self, step: Step) -> Step | None:
        number = self.number(step)
        return self.steps[number - 2] if number > 1 else None

    def after(self, key: str) -> Step | None:
        """The next visible step; None when the answers are to be checked."""
        if key not in self.keys:
            return self.missing
        return next(iter(self.steps[self.keys.index(key) + 1 :]), None)

    def resume(self, last: str) -> Step | None:
        """Where whoever left at the step `last` goes on; None is the page of the check."""
        if last not in self.keys:
            return self.missing if last else next(iter(self.steps), None)
        following = self.after(last)
        return following if following is None or self.may_show(following) else self.missing

    def detour(self, step: Step, wanted: Collection[str]) -> list[Step]:
        """The steps still to see before the check, after one was changed from there.

        Those `wanted` (just become visible, or left over from an earlier change), and the first
        that misses something.
        """
        keys = set(wanted) - {step.key} | ({self.missing.key} if self.missing else set())
        return [each for each in self.steps if each.key in keys]
