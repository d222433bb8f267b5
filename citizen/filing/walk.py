"""Where one is in a form: which steps are shown, which comes next, which is still unanswered."""

from dataclasses import dataclass

from citizen.filing.saving import held_files
from portal.demandes.completeness import Incomplete, complete_answers
from portal.demandes.models import Draft
from portal.procedures.conditions import visible_steps
from portal.procedures.schema import FormSchema, Step


@dataclass(frozen=True)
class Walk:
    """The visible steps of a draft, in order, as its answers stand."""

    steps: list[Step]
    first_missing: Step | None

    @classmethod
    def of(cls, draft: Draft) -> "Walk":
        form: FormSchema = draft.form_version.form
        file_keys = {file.field_key for file in held_files(draft)}
        try:
            complete_answers(form, draft.answers, file_keys)
        except Incomplete as incomplete:
            missing: Step | None = incomplete.missing[0][0]
        else:
            missing = None
        return cls(visible_steps(form, draft.answers), missing)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def number(self, step: Step) -> int:
        """From 1, as people count."""
        return self.steps.index(step) + 1

    def before(self, step: Step) -> Step | None:
        index = self.steps.index(step)
        return self.steps[index - 1] if index else None

    def after(self, key: str) -> Step | None:
        """The next visible step; None when the answers are to be checked."""
        keys = [step.key for step in self.steps]
        rest = self.steps[keys.index(key) + 1 :] if key in keys else self.steps
        return next(iter(rest), None)

    @property
    def total(self) -> int:
        """The visible steps, and the page where the answers are checked."""
        return len(self.steps) + 1
