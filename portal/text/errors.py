"""What may be kept of an error: its kind and its places. Its words quote what people wrote."""

import traceback

from django.core.exceptions import ImproperlyConfigured

# Errors of whoever installs the site, not of whoever uses it: their words name no person.
OURS = (ImproperlyConfigured, ImportError)


def named(error: BaseException) -> str:
    """The kind of an error; with its words when they are about the installation."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind}: {error}" if isinstance(error, OURS) else kind


def wordless(error: BaseException | None) -> str:
    """The chain of exceptions, innermost first, as kinds and places."""
    parts: list[str] = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        parts.insert(0, "\n".join([named(error), *places]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nthen ".join(parts)
