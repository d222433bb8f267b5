"""The referential: themes, procedures and the frozen versions of their forms."""

from portal.procedures.models.clauses import Offer, RequiredDocument, RoutingRule
from portal.procedures.models.enums import DelayUnit, ForWhom, Sector, Silence
from portal.procedures.models.moderation import CoverageTask, Proposal, RefusedPublication
from portal.procedures.models.papers import PaperForm
from portal.procedures.models.procedures import Procedure
from portal.procedures.models.responsibilities import Responsibility
from portal.procedures.models.themes import Theme, ThemeRule
from portal.procedures.models.versions import FormVersion, Publication

__all__ = [
    "CoverageTask",
    "DelayUnit",
    "ForWhom",
    "FormVersion",
    "Offer",
    "PaperForm",
    "Procedure",
    "Proposal",
    "Publication",
    "RefusedPublication",
    "RequiredDocument",
    "Responsibility",
    "RoutingRule",
    "Sector",
    "Silence",
    "Theme",
    "ThemeRule",
]
