"""Services in the index: those in activity, by their name, their former ones and their sentence."""

from collections.abc import Iterable, Iterator

from portal.directory.models import Service
from search.index.models import Kind
from search.index.sources import Content


class Services:
    """Only what the public directory tells of them; like it, each site tells of them all."""

    kind = Kind.SERVICE

    def keys(self) -> Iterator[str]:
        services = Service.objects.active().order_by()
        return (str(pk) for pk in services.values_list("pk", flat=True))

    def read(self, keys: Iterable[str]) -> Iterator[Content]:
        services = Service.objects.active().filter(pk__in=list(keys)).select_related("organisation")
        return (_content(service) for service in services)


def _content(service: Service) -> Content:
    return Content(
        kind=Kind.SERVICE,
        key=str(service.pk),
        url=service.get_absolute_url(),
        title=service.name,
        summary=" ".join(filter(None, (service.summary, f"({service.organisation.name})"))),
        words=service.former_names,
    )
