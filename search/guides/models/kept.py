"""What guides and letters share: a service writes them as drafts, its heads publish them."""

from portal.procedures.drafts import PublishedByService


class KeptByService(PublishedByService):
    live: bool
    has_unpublished_changes: bool

    @property
    def state(self) -> str:
        if not self.live:
            return "Brouillon"
        return "En ligne, modifié depuis" if self.has_unpublished_changes else "En ligne"
