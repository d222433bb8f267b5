"""The file that a treasurer sends."""

from django import forms

from payments.importing.reading import EXTENSIONS


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Votre fichier",
        help_text="CSV, XLSX ou JSON. Rien n’est émis à cette étape.",
        error_messages={
            "required": "Choisissez un fichier CSV, XLSX ou JSON.",
            "empty": "Ce fichier est vide\u00a0: exportez-le de nouveau de votre logiciel.",
        },
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in EXTENSIONS)}),
    )
