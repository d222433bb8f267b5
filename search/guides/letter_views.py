"""« Comprendre mon courrier »: what a letter means, what to do, by when. Its words aren't kept."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from home.state_sheets.models import Sheet
from portal.accounts.access import public
from portal.directory.models import Service
from portal.procedures.models import Procedure
from search.advice.advice import Advice, Need
from search.advice.advising import advise
from search.danger.here import emergencies_here
from search.guides import counting
from search.guides.letters import recognise, senders
from search.guides.matching import LONGEST
from search.guides.models import LetterKind

OLDEST = timedelta(days=3 * 366)


class WrittenOn(forms.DateField):
    """The date of a letter: within three years, and not to come."""

    def __init__(self) -> None:
        super().__init__(
            label="Date du courrier",
            required=False,
            help_text="Elle est en haut du courrier. Nous calculons jusqu’à quand agir.",
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        )

    def validate(self, value: date | None) -> None:
        super().validate(value)
        today = timezone.localdate()
        if value and not today - OLDEST <= value <= today:
            message = "Vérifiez la date\u00a0: un jour passé, de moins de 3 ans."
            raise forms.ValidationError(message)


class LetterForm(forms.Form):
    """Who wrote, and what one reads; one of the two at least."""

    use_required_attribute = False

    sender = forms.ChoiceField(label="Qui vous écrit\u00a0?", required=False)
    sentence = forms.CharField(
        label="Que dit ce courrier\u00a0?",
        required=False,
        max_length=LONGEST,
        help_text="Recopiez l’objet ou une phrase. Sans votre nom ni vos numéros\u00a0: "
        "nous ne gardons pas ce que vous écrivez.",
        widget=forms.Textarea({"rows": 4, "maxlength": LONGEST}),
    )
    date = WrittenOn()

    def __init__(self, *args: Any, letters: list[LetterKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in senders(letters)]
        field = cast(forms.ChoiceField, self.fields["sender"])
        field.choices = [("", "Je ne sais pas, ou quelqu’un d’autre"), *names]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("sender") and not cleaned.get("sentence") and not self.errors:
            message = "Choisissez qui vous écrit, ou recopiez une phrase du courrier."
            self.add_error("sentence", message)
        return cleaned


class DateForm(forms.Form):
    use_required_attribute = False

    date = WrittenOn()


@public
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """The kinds to pick from; a POST tells which it may be, or leaves the question to somebody."""
    kinds = list(LetterKind.objects.live())
    form = LetterForm(request.POST if request.method == "POST" else None, letters=kinds)
    if request.method != "POST" or not form.is_valid():
        return render(request, "search/guides/letters.html", {"form": form, "kinds": kinds})
    said = form.cleaned_data
    found = recognise(said["sentence"], kinds, sender=said["sender"])
    urgent = emergencies_here(request, said["sentence"])
    if len(found) == 1:
        explained = _explained(found[0].letter, said["date"])
        context = {"alert": found[0].alert, "emergencies": urgent} | explained
        return render(request, "search/guides/letter.html", context)
    if not found:
        counting.count_unread(said["sender"])
    context = {
        "found": found,
        "emergencies": urgent,
        "date": f"?date={said['date']:%Y-%m-%d}" if said["date"] else "",
        "typed": said["sentence"],
    }
    return render(request, "search/guides/recognised.html", context | _somebody(found))


@public
@require_safe
def letter(request: HttpRequest, code: str) -> HttpResponse:
    """One kind of letter, with the last day to act when the date is given."""
    found = get_object_or_404(LetterKind.objects.live(), code=code)
    form = DateForm(request.GET if "date" in request.GET else None)
    written_on = form.cleaned_data["date"] if form.is_valid() else None
    context = _explained(found, written_on) | {"alert": "", "emergencies": ()}
    if form.is_bound:
        context["form"] = form
    return render(request, "search/guides/letter.html", context)


def _explained(letter: LetterKind, written_on: date | None) -> dict[str, Any]:
    deadline = letter.deadline(written_on) if written_on else None
    procedure = letter.procedure if letter.procedure and letter.procedure.live else None
    return {
        "letter": letter,
        "written_on": written_on,
        "deadline": deadline,
        "past": deadline is not None and deadline < timezone.localdate(),
        "procedure": procedure,
        "guide": letter.guide if letter.guide and letter.guide.live else None,
        "sheet": Sheet.objects.titled([letter.sheet]).get(letter.sheet),
        "form": DateForm(initial={"date": written_on}),
        "advice": _advice(None, letter.service),
    }


def _somebody(found: list[Any]) -> dict[str, Any]:
    """Whom to ask when nothing, or not the right thing, was recognised."""
    if found:
        return {"procedure": None, "advice": []}
    procedure = Procedure.objects.live().filter(catch_all=True).select_related("service").first()
    return {
        "procedure": procedure,
        "advice": _advice(procedure, None) if procedure else [],
    }


def _advice(procedure: Procedure | None, service: Service | None) -> list[Advice]:
    return advise(Need(at=timezone.now(), procedure=procedure, service=service))
