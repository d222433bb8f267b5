"""Guides, their frozen versions, what was counted on them; letters and what they mean."""

from search.guides.models.counts import Tally, Unread
from search.guides.models.guides import Guide, GuideVersion
from search.guides.models.letters import DelayUnit, LetterKind

__all__ = ["DelayUnit", "Guide", "GuideVersion", "LetterKind", "Tally", "Unread"]
