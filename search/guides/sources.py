"""The guides in force, as they are walked."""

from search.guides.models import Guide, GuideVersion
from search.guides.walking import Source


def in_force(code: str) -> Source | None:
    """The published version of a guide; one query."""
    version = GuideVersion.objects.in_force(code)
    return source_of(version) if version else None


def source_of(version: GuideVersion) -> Source:
    return Source(version.guide.code, version.structure, version.pk)


def draft(guide: Guide) -> Source:
    """A guide as its editor sees it before publishing."""
    return Source(guide.code, guide.structure)
