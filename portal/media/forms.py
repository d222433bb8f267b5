"""A form's files: several at once, each made safe before anything is kept."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Script
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.media.intake import make_safe
from portal.media.kinds import Safe, accept
from portal.media.refusals import size_limit

CAMERA = """{chosen}
<span class="camera">
<label for="{id}_camera">Prendre une photo</label>
<input type="file" name="{name}" id="{id}_camera" accept="image/*" capture="environment">
</span>"""


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosInput(FilesInput):
    """Files, and on a telephone a second button that takes a photo; both answer the question.

    The script shows what was chosen, makes photos lighter and says how the sending goes.
    """

    class Media:
        js = [Script("media/photos.js", type="module")]
        css = {"all": ["media/photos.css"]}

    def __init__(self, *, most: int) -> None:
        super().__init__({"accept": accept(), "multiple": most > 1, "data-gather": most})

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen, identifier = super().render(name, value, attrs, renderer), (attrs or {}).get("id")
        return format_html(CAMERA, chosen=chosen, name=name, id=identifier)


class SafeFilesField(forms.FileField):
    """Files whose cleaned value is a list of `Safe`, for `intake.keep` once the form is valid.

    `most`: how many files at once; together they stay under UPLOAD_MAX_TOTAL_BYTES.
    """

    def __init__(self, *, most: int = 5, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", FilesInput({"accept": accept(), "multiple": True}))
        kwargs.setdefault(
            "help_text",
            f"Jusqu’à {most} fichiers, de {size_limit()} au plus : PDF, photos, textes.",
        )
        kwargs.setdefault("max_length", 160)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Safe]:
        """Raises ValidationError with one sentence per file that can't be taken."""
        uploads = [super(SafeFilesField, self).clean(item) for item in data or [None]]
        uploads = [upload for upload in uploads if upload]
        if len(uploads) > self.most:
            raise ValidationError(f"Envoyez {self.most} fichiers au plus à la fois.")
        if sum(upload.size for upload in uploads) > settings.UPLOAD_MAX_TOTAL_BYTES:
            raise ValidationError("Ces fichiers sont trop lourds ensemble : envoyez-en moins.")
        return self._made_safe(uploads)

    def _made_safe(self, uploads: list[Any]) -> list[Safe]:
        kept, refused = [], []
        for upload in uploads:
            try:
                kept.append(make_safe(upload))
            except ValidationError as error:
                refused.append(error)
        if refused:
            raise ValidationError(refused)
        return kept
