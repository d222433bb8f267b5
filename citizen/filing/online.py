"""The online form, as the advice on channels knows it."""

from django.urls import reverse

from portal.directory.channels import Action, Availability, Channel, Enquiry, Provider


def availability(enquiry: Enquiry) -> Availability | None:
    """At any hour, for a procedure that may be filed."""
    if not enquiry.procedure:
        return None
    action = Action("Remplir le formulaire", reverse("procedure", args=[enquiry.procedure]))
    return Availability(True, "À toute heure, sans compte", action)


ONLINE = Provider(Channel.ONLINE, "citizen.filing", availability)
