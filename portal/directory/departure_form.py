"""Who takes over what, lot by lot."""

from collections.abc import Iterator
from typing import Any

from django import forms

from portal.accounts.models import User
from portal.directory.departures import Choices, Lot

NOBODY = "nobody"


class DepartureForm(forms.Form):
    """One question for each lot that somebody must take over; who is proposed comes first."""

    def __init__(self, *args: Any, lots: list[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = [lot for lot in lots if lot.hand_over]
        self.told = [lot for lot in lots if not lot.hand_over]
        for lot in self.lots:
            self.fields[lot.code] = forms.ChoiceField(
                label=f"{lot.heading}, {lot.label}",
                choices=list(_choices(lot)),
                initial=lot.proposed.pk if lot.proposed else NOBODY,
                required=False,
                error_messages={
                    "invalid_choice": "Cette personne ne peut plus reprendre ce travail\u00a0: "
                    "choisissez-en une autre."
                },
            )

    @property
    def choices(self) -> Choices:
        """The taker's id, or None, by lot; nothing for a lot that the page didn't show yet."""
        chosen = {code: value for code, value in self.cleaned_data.items() if value}
        return {code: None if value == NOBODY else int(value) for code, value in chosen.items()}

    def headings(self) -> list[tuple[str, list[tuple[Lot, forms.BoundField]]]]:
        """The lots with their question, under their headings."""
        found: dict[str, list[tuple[Lot, forms.BoundField]]] = {}
        for lot in self.lots:
            found.setdefault(lot.heading, []).append((lot, self[lot.code]))
        return list(found.items())


def _choices(lot: Lot) -> Iterator[tuple[str, str]]:
    if lot.proposed:
        yield str(lot.proposed.pk), f"{_named(lot.proposed)} (proposé)"
    yield NOBODY, lot.nobody
    for taker in lot.takers:
        if taker != lot.proposed:
            yield str(taker.pk), _named(taker)


def _named(taker: User) -> str:
    return f"{taker}, {taker.job_title}" if taker.job_title else str(taker)
