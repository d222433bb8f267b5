"""What is kept of a task that failed: what kind of error and where, never its words.

The words quote values: a database names the person whose row it refuses.
"""

import sys
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.text.errors import wordless


@receiver(pre_save, sender=DBTaskResult, dispatch_uid="keep_no_words")
def keep_no_words(instance: DBTaskResult[Any, Any], **_: Any) -> None:
    """A worker writes the failure while it handles the error, which is still at hand here."""
    error = sys.exception()
    if error is not None and instance.status == TaskResultStatus.FAILED:
        instance.traceback = wordless(error)
