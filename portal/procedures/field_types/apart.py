"""Fields that hold no answer: files, kept apart, and information to read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.media.forms import FilesInput, PhotosInput
from portal.media.refusals import size_limit
from portal.procedures.field_types.base import FieldType, Part, Values

MOST_FILES = 10
USUAL_FILES = 5


class ManyFilesField(forms.FileField):
    """Any number of files, as a list. None at all may be right: some can be stored already."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(ManyFilesField, self).clean(item, initial) for item in data or ()]


class Files(FieldType):
    """One file or several. They are stored apart by the wizard, which says how many it has already.

    `values["stored"]` is that number; whether a file is missing can't be known without it.
    """

    code, label = "files", "Fichiers"
    limits = ("max_files",)
    answered = False

    def parts(self) -> dict[str, Part]:
        built = ManyFilesField(
            label=self.field.label,
            help_text=self.help(),
            required=self.field.required,
            max_length=160,
            widget=PhotosInput(most=self.most()),
        )
        built.error_messages |= {
            "empty": "Ce fichier est vide : choisissez-en un autre.",
            "max_length": "Raccourcissez le nom du fichier.",
        }
        return {"": Part(built)}

    def help(self) -> str:
        """The editor's own words, then how many files we take, how large and of what kinds."""
        most = self.most()
        how_many = f"Jusqu’à {most} fichiers, de" if most > 1 else "Un fichier de"
        taken = f"{how_many} {size_limit()} au plus\u00a0: PDF, photos, textes."
        return f"{self.field.help} {taken}".strip()

    def most(self) -> int:
        return self.field.max_files or USUAL_FILES

    def answer(self, values: Values) -> Any:
        count = len(values.get("") or ()) + values.get("stored", 0)
        if self.field.required and not count:
            raise ValidationError(f"Ajoutez un fichier pour « {self.field.label} ».")
        if count > (most := self.most()):
            raise ValidationError(
                f"Gardez {most} fichiers au plus pour « {self.field.label} »."
                if most > 1
                else f"Gardez un seul fichier pour « {self.field.label} »."
            )

    def problems(self) -> list[str]:
        if self.field.max_files is not None and not 1 <= self.field.max_files <= MOST_FILES:
            return [f"« {self.field.label} » : de 1 à {MOST_FILES} fichiers."]
        return []


class Info(FieldType):
    """A text to read, between two questions."""

    code, label = "info", "Texte d’information"
    answered = False

    def parts(self) -> dict[str, Part]:
        return {}
