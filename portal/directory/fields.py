"""Fields that directories need: telephone numbers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from portal.text import phones


class PhoneField(models.CharField):
    """A telephone number kept in E.164 form; what can't be read as one is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 20, "blank": True} | kwargs)

    def clean(self, value: str, model_instance: models.Model | None) -> str:
        try:
            return phones.normalise(value) if value else ""
        except ValueError:
            message = "Ce numéro n’est pas reconnu. Exemple : 03 21 21 62 16."
            raise ValidationError(message) from None
