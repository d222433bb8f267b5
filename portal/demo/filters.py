"""The filters that agents have kept, one of them shared by a head."""

from urllib.parse import urlencode

from backoffice.queues import saving
from backoffice.queues.queues import BY_SLUG
from portal.accounts.models import User
from portal.demo.data import read
from portal.directory.models import Service
from portal.procedures.models import Procedure


def keep() -> None:
    for row in read("saved_filters"):
        procedure = Procedure.objects.get(code=row["procedure"])
        saving.save(
            agent=User.objects.get(email=row["by"]),
            queue=BY_SLUG[row["queue"]],
            query=urlencode({"procedure": procedure.pk}),
            name=row["name"],
            service=Service.objects.get(code=row["service"]) if "service" in row else None,
        )
