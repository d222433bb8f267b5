"""The demo's outbox as a list."""

from django.urls import reverse
from django.utils.safestring import SafeString

from portal.messaging.models import OutboundMessage
from portal.ui import atoms
from portal.ui.lists import Column, Listing


def subject(message: OutboundMessage) -> SafeString:
    url = reverse("outbox_message", args=[message.pk])
    return atoms.title(url, message.title, message.recipient)


OUTBOX = Listing(
    caption="Messages, du plus récent au plus ancien",
    columns=(
        Column("Message", subject),
        Column("Écrit le", lambda message: atoms.when(message.created_at, "moment")),
        Column("État", lambda message: atoms.state(message.get_state_display(), message.tone)),
    ),
    order=("-pk",),
    empty="Aucun message : déposez une demande, son accusé de réception apparaîtra ici.",
    size=20,
)
