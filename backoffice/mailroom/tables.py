"""The mail to sort, as a list."""

from django.urls import reverse
from django.utils.safestring import SafeString

from portal.messaging.models import InboundMessage
from portal.ui import atoms
from portal.ui.lists import Column, Listing

UNTITLED = "(sans objet)"


def subject(message: InboundMessage) -> SafeString:
    url = reverse("mail", args=[message.pk])
    return atoms.title(url, message.subject or UNTITLED, message.sender)


MAIL = Listing(
    caption="Courriels à trier, du plus récent au plus ancien",
    columns=(
        Column("Courriel", subject),
        Column("Pourquoi", "explanation", css="wide"),
        Column("Arrivé le", lambda message: atoms.when(message.received_at, "moment")),
        Column("État", lambda message: atoms.state(message.get_state_display(), message.tone)),
    ),
    order=("-received_at", "-pk"),
    empty="Aucun courriel à trier : chaque réponse a trouvé sa demande.",
)
