"""What editors write around a service of the directory."""

from home.models.base import WrittenPage


class ServicePage(WrittenPage):
    """The editors' text about a service; hours, numbers and closings stay the directory's.

    Its `service` is the one it speaks of, which keeps it true as well.
    """

    class Meta:
        verbose_name = "page de service"
        verbose_name_plural = "pages de service"
