"""Files: Wagtail's images and documents (named apart from its own, whose reverse names clash)."""

import secrets
import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from portal.media.names import LONGEST_NAME
from portal.media.querysets import StoredFileQuerySet


class PortalImage(AbstractImage):
    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = "image"


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
    answers with `download.respond`. Its content never changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField("fichier", storage=private_storage, upload_to=unguessable_path)
    name = models.CharField("nom", max_length=LONGEST_NAME)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte", max_length=64)
    created_at = models.DateTimeField("reçu le", default=timezone.now, db_index=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier"
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty"),
            models.UniqueConstraint(fields=("file",), name="stored_file_unique_file"),
        ]

    def __str__(self) -> str:
        return self.name
