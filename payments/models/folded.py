"""A column that holds another one folded, so that a name is found however it is typed."""

from typing import Any

from django.db import models

from portal.text.french import fold


class FoldedField(models.CharField):  # type: ignore[type-arg]  # of what it holds: text
    """`source` without accents nor capitals, written whenever the row is, many at once too."""

    def __init__(self, source: str = "", **options: Any) -> None:
        self.source = source
        super().__init__(**{"default": "", "editable": False, **options})

    def pre_save(self, instance: models.Model, add: bool) -> str:
        folded = fold(str(getattr(instance, self.source)))[: self.max_length]
        setattr(instance, self.attname, folded)
        return folded

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"source": self.source}
