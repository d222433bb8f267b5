"""The file that an administrator sends."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from portal.media.names import extension
from portal.spreadsheets.reading import EXTENSIONS

WRONG = {
    "xls": "Enregistrez ce classeur au format XLSX, puis envoyez-le.",
    "ods": "Enregistrez ce classeur au format XLSX, puis envoyez-le.",
    "xlsm": "Enregistrez ce classeur au format XLSX, sans macros, puis envoyez-le.",
}
OTHERWISE = "Envoyez un classeur XLSX ou un fichier CSV."


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Votre tableau",
        error_messages={"required": "Choisissez un fichier XLSX ou CSV."},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in EXTENSIONS)}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        kind = extension(file.name or "")
        if kind not in EXTENSIONS:
            raise forms.ValidationError(WRONG.get(kind, OTHERWISE))
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError("Ce fichier est trop lourd : partagez-le en plusieurs.")
        return file
