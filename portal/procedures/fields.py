"""The StreamField that holds a form's steps, kept out of migrations."""

from typing import Any

from wagtail.fields import StreamField

from portal.procedures.blocks import FormStepsBlock


class FormStepsField(StreamField):
    """A StreamField whose blocks are named here, so that editing a block makes no migration."""

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types or FormStepsBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
