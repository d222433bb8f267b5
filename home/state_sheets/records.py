"""What imports did, kept for administrators."""

from pathlib import PurePath

from home.state_sheets.models import Audience, Import
from home.state_sheets.staging import Report

KEPT = 200  # imports
LONGEST = 20_000  # characters of problems


def refused(source: str, why: str, audience: Audience | None = None) -> Import:
    """Nothing was changed: the archive can't be taken."""
    return _keep(Import(outcome=Import.Outcome.REFUSED, why=why[:400]), source, audience)


def unreachable(source: str, why: str, audience: Audience) -> Import:
    """Nothing was changed: the archive didn't come."""
    return _keep(Import(outcome=Import.Outcome.UNREACHABLE, why=why[:400]), source, audience)


def unmodified(source: str, audience: Audience) -> Import:
    """The State's server has nothing newer."""
    return _keep(Import(outcome=Import.Outcome.SAME), source, audience)


def done(source: str, report: Report) -> Import:
    """What an archive changed, and what didn't go in."""
    outcome = Import.Outcome.DONE if report.changes_something else Import.Outcome.SAME
    kept = Import(
        outcome=outcome,
        added=len(report.added),
        changed=len(report.changed),
        withdrawn=len(report.withdrawn),
        unchanged=report.unchanged,
        left_out=len(report.errors),
        problems="\n".join(problems(report))[:LONGEST],
    )
    return _keep(kept, source, report.audience)


def problems(report: Report) -> list[str]:
    """A line per document left out, then per document put right."""
    left_out = [f"{code} laissée de côté\u00a0: {why}" for code, why in report.errors.items()]
    return left_out + [f"{code}\u00a0: {'; '.join(said)}" for code, said in report.warnings.items()]


def _keep(kept: Import, source: str, audience: Audience | None) -> Import:
    kept.source, kept.audience = source[:400], audience or ""
    kept.save()
    oldest = Import.objects.values_list("pk", flat=True)[KEPT:]
    Import.objects.filter(pk__in=list(oldest)).delete()
    return kept


def file_name(path: str) -> str:
    """A path of this machine is nobody's business."""
    return PurePath(path).name
