"""Sheets and partners, what is proposed about them, and whether they serve."""

from home.knowledge.models.kept import KeptAnswer
from home.knowledge.models.partners import Partner
from home.knowledge.models.serving import Day, Vote
from home.knowledge.models.sheets import KnowledgePage, KnowledgeRoot
from home.knowledge.models.suggestions import Suggestion

__all__ = [
    "Day",
    "KeptAnswer",
    "KnowledgePage",
    "KnowledgeRoot",
    "Partner",
    "Suggestion",
    "Vote",
]
