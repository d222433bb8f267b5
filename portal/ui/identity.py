"""Who speaks on a page: the organisation, or the project where there is none."""

from dataclasses import dataclass

from portal.ui.stylesheets import DEFAULT_HUE

PROJECT = "GPS Citoyen"


@dataclass(frozen=True)
class Identity:
    """What the layouts show of an organisation."""

    name: str = PROJECT
    hue: int = DEFAULT_HUE
    logo: object = None

    @classmethod
    def of(cls, organisation: object) -> "Identity":
        """From the template variable `organisation`; None (an error page, say) is the project."""
        if organisation is None:
            return cls()
        return cls(
            name=getattr(organisation, "name", PROJECT),
            hue=getattr(organisation, "hue", DEFAULT_HUE),
            logo=getattr(organisation, "logo", None),
        )
