"""Files: Wagtail's images and documents (named apart from its own, whose reverse names clash)."""

import secrets
import uuid

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.images.models import Image as WagtailImage

from portal.media.names import LONGEST_NAME
from portal.media.querysets import StoredFileQuerySet
from portal.media.refusals import sentence
from portal.media.states import WATCHED, Scan


class PortalImage(AbstractImage):
    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = "image"

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """In memory: Wagtail leaves open the temporary file that it writes."""
        with super().generate_rendition_file(filter, source=source) as written:
            written.seek(0)
            return ContentFile(written.read(), name=written.name)


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition"
            )
        ]


class PortalDocument(AbstractDocument):
    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"


def private_storage() -> Storage:
    """Where private files are kept; asked for at run time, so that migrations name no place."""
    return storages["private"]


def unguessable_path(_: models.Model, __: str) -> str:
    """A path that tells nothing of the file: the month, then 192 random bits."""
    return f"{timezone.now():%Y/%m}/{secrets.token_hex(24)}"


class StoredFile(models.Model):
    """A file that somebody sent us, made safe by `intake.store`, the only way in.

    It knows nothing of what it is attached to: whoever shows it checks the right first, then
    answers with `download.respond`. Its content never changes; an infected file loses it for good,
    and the row stays to say so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField("fichier", storage=private_storage, upload_to=unguessable_path)
    name = models.CharField("nom", max_length=LONGEST_NAME)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte", max_length=64)
    created_at = models.DateTimeField("reçu le", default=timezone.now, db_index=True)
    scan = models.CharField("antivirus", max_length=9, choices=Scan, default=Scan.NOT_ASKED)
    scan_asked_at = models.DateTimeField("vérification demandée le", null=True, editable=False)
    scan_tries = models.PositiveSmallIntegerField("essais", default=0, editable=False)
    scanned_at = models.DateTimeField("vérifié le", null=True, editable=False)
    threat = models.CharField("programme trouvé", max_length=100, blank=True, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier"
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty"),
            models.UniqueConstraint(fields=("file",), name="stored_file_unique_file"),
            models.CheckConstraint(
                condition=models.Q(scan=Scan.INFECTED) & ~models.Q(threat="")
                | ~models.Q(scan=Scan.INFECTED) & models.Q(threat=""),
                name="stored_file_infected_by_something",
            ),
        ]
        indexes = [
            # Few rows: what waits, and what an operator looks for.
            models.Index(
                fields=("scan", "created_at"),
                condition=models.Q(scan__in=WATCHED),
                name="stored_file_watched",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its content may be handed over."""
        return Scan(self.scan).is_open

    @property
    def is_refused(self) -> bool:
        """Whether the antivirus found something in it: its content is gone."""
        return self.scan == Scan.INFECTED

    @property
    def refusal(self) -> str:
        """What its sender is to do, when it is refused."""
        return sentence("infected", self.name)

    @property
    def note(self) -> str:
        """What to say beside its name; nothing of a file that opens."""
        return "" if self.is_open else Scan(self.scan).label
