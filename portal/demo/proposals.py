"""What officers have proposed, and that their heads have not decided yet."""

from django.utils import timezone

from portal.accounts.models import User
from portal.demo import past
from portal.demo.data import read
from portal.procedures import moderation
from portal.procedures.models import Procedure


def propose() -> None:
    """One change of a procedure waits; the e-mail that says so is in the outbox, as sent."""
    began = timezone.now()
    for row in read("proposals"):
        officer = User.objects.get(email=row["by"])
        procedure = Procedure.objects.get(code=row["procedure"])
        for name, value in row["changes"].items():
            setattr(procedure, name, value)
        procedure.save_revision(user=officer, log_action=True)
        moderation.propose(procedure, by=officer, word=row["word"])
    past.deliver(timezone.now(), since=began)
