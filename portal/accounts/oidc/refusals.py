"""Why a single sign-on fails, in words for the person."""

from enum import Enum


class Why(Enum):
    """A reason: the page's title, its sentence, whether to ask somebody, and the HTTP status."""

    UNREACHABLE = (
        "Le service de connexion ne répond pas",
        "Votre compte professionnel n’a pas pu être vérifié. Réessayez dans quelques minutes.",
        False,
        503,
    )
    EXPIRED = (
        "Cette connexion n’est plus valable",
        "Elle a trop attendu, ou vient d’un autre onglet ou d’un autre navigateur. Recommencez.",
        False,
        400,
    )
    CANCELLED = (
        "Connexion annulée",
        "Vous n’êtes pas connecté. Vous pouvez recommencer.",
        False,
        403,
    )
    INVALID = (
        "Votre identité n’a pas pu être vérifiée",
        "La réponse du service de connexion n’est pas sûre\u00a0: elle est refusée. Recommencez.",
        True,
        403,
    )
    UNKNOWN = (
        "Aucun compte d’agent ne correspond",
        "Votre compte professionnel est reconnu, mais personne ne vous a encore ouvert de compte "
        "d’agent à cette adresse e-mail.",
        True,
        403,
    )
    UNVERIFIED = (
        "Votre adresse e-mail n’est pas vérifiée",
        "Votre compte professionnel ne garantit pas votre adresse e-mail\u00a0: elle ne suffit pas "
        "à vous reconnaître.",
        True,
        403,
    )
    TAKEN = (
        "Ce compte d’agent est lié à un autre compte professionnel",
        "Si le vôtre a été recréé, faites retirer l’ancien lien.",
        True,
        403,
    )
    CLOSED = ("Votre compte d’agent est fermé", "Vous ne pouvez plus vous connecter.", True, 403)

    @property
    def title(self) -> str:
        return self.value[0]

    @property
    def sentence(self) -> str:
        return self.value[1]

    @property
    def asks(self) -> bool:
        return self.value[2]

    @property
    def status(self) -> int:
        return self.value[3]


class SignOnRefused(Exception):
    """The person doesn't enter; nothing was created."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why.name} {detail}".strip())
        self.why = why
