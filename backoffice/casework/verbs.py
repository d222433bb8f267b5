"""What agents do to a demande, as data: a new verb is one line here and a form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wagtail.admin.admin_url_finder import AdminURLFinder

from backoffice.casework import exchange_forms, forms
from backoffice.casework.answer_form import AnswerForm
from backoffice.casework.note_form import NoteForm
from backoffice.casework.requalify_form import RequalifyForm
from backoffice.casework.same_person_form import SamePersonForm
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.demandes.workflow import exchanges, handling, joining, keeping, protecting, requalifying
from portal.replies import workflow as replies


def nowhere(_result: Any, _agent: User) -> None:
    return None


def always(_demande: Demande, _agent: User) -> bool:
    return True


@dataclass(frozen=True)
class Verb:
    """One verb: its address, its button, the form whose cleaned data are its arguments.

    `useful`: whether its button has any sense, beyond the right to it. `preview`: the template
    that shows what will happen before it does, behind a button that says `look`. Without
    `template`, the form's fields are drawn in their order. A `button` needs nothing typed; done
    twice by the same agent, it was done once. `then`: the address where it leads, from what `act`
    returned; back to the demande without one.
    """

    slug: str
    action: Action
    label: str
    form: type[forms.CaseForm]
    act: Callable[..., Any]
    done: str
    title: str = ""  # above the form; the button's words when blank
    useful: Callable[[Demande, User], bool] = always
    template: str = "components/fields.html"
    preview: str = ""
    look: str = "Relire avant d’envoyer"
    then: Callable[[Any, User], str | None] = nowhere
    button: bool = False

    @property
    def once(self) -> bool:
        return self.button or self.action == Action.OPEN_EXCEPTIONALLY


def not_mine(demande: Demande, agent: User) -> bool:
    return demande.assignee_id != agent.pk


def awaits_document(demande: Demande, _agent: User) -> bool:
    return any(asked.received_on is None for asked in demande.document_requests.all())


def kept_by_me(demande: Demande, agent: User) -> bool:
    return demande.keeper_id == agent.pk


def to_be_kept(demande: Demande, agent: User) -> bool:
    return not demande.confidential and not kept_by_me(demande, agent)


def ordinary(demande: Demande, _agent: User) -> bool:
    return not demande.confidential


def not_kept_by_me(demande: Demande, agent: User) -> bool:
    return not kept_by_me(demande, agent)


def fits_nothing(demande: Demande, _agent: User) -> bool:
    return demande.procedure.catch_all


def is_joined(demande: Demande, _agent: User) -> bool:
    return hasattr(demande, "joined")


def in_the_admin(procedure: Any, agent: User) -> str | None:
    """The page where the agent writes the procedure."""
    address: str | None = AdminURLFinder(agent).get_edit_url(procedure)
    return address


# In the order of their buttons: the first ones that the agent may do stand beside the title.
VERBS = (
    Verb(
        "prendre",
        Action.TAKE,
        "Prendre en charge",
        forms.VersionForm,
        handling.take,
        "La demande est à vous.",
        useful=not_mine,
        button=True,
    ),
    Verb(
        "confirmer-la-cloture",
        Action.CLOSE,
        "Confirmer la clôture",
        forms.VersionForm,
        handling.close,
        "La clôture est confirmée.",
        useful=kept_by_me,
        button=True,
    ),
    Verb(
        "repondre",
        Action.ANSWER,
        "Répondre",
        AnswerForm,
        replies.send,
        "La réponse est envoyée.",
        template="backoffice/casework/answer_fields.html",
        preview="backoffice/casework/preview.html",
    ),
    Verb(
        "message",
        Action.TELL,
        "Écrire à la personne",
        exchange_forms.MessageForm,
        exchanges.tell,
        "Le message est envoyé.",
    ),
    Verb(
        "relancer",
        Action.CHASE,
        "Relancer le service",
        exchange_forms.ChaseForm,
        keeping.chase,
        "Le service est relancé par e-mail.",
    ),
    Verb(
        "suivre",
        Action.KEEP,
        "Suivre cette demande",
        forms.VersionForm,
        keeping.keep,
        "Vous suivez cette demande.",
        useful=to_be_kept,
        button=True,
    ),
    Verb(
        "note",
        Action.NOTE,
        "Ajouter une note",
        NoteForm,
        exchanges.note,
        "La note est écrite.",
    ),
    Verb(
        "transmettre",
        Action.FORWARD,
        "Transmettre à un autre service",
        forms.ForwardForm,
        handling.forward,
        "La demande est transmise.",
    ),
    Verb(
        "requalifier",
        Action.REQUALIFY,
        "Changer la démarche",
        RequalifyForm,
        requalifying.requalify,
        "La démarche est changée.",
        preview="backoffice/casework/requalify_preview.html",
        look="Voir ce qui change",
    ),
    Verb(
        "en-faire-une-demarche",
        Action.PROPOSE_PROCEDURE,
        "En faire une démarche",
        forms.CaseForm,
        requalifying.propose_procedure,
        "Le brouillon de démarche est prêt : complétez-le.",
        useful=fits_nothing,
        button=True,
        then=in_the_admin,
    ),
    Verb(
        "affecter",
        Action.ASSIGN,
        "Confier à un agent",
        forms.AssignForm,
        handling.assign,
        "La demande est confiée à l’agent.",
    ),
    Verb(
        "demander-un-document",
        Action.ASK_DOCUMENT,
        "Demander un document",
        exchange_forms.AskDocumentForm,
        exchanges.ask_document,
        "Le document est demandé à la personne.",
        template="backoffice/casework/ask_fields.html",
    ),
    Verb(
        "document-recu",
        Action.PROVIDE_DOCUMENT,
        "Ajouter un document reçu",
        exchange_forms.ReceivedForm,
        exchanges.provide_document,
        "Le document est ajouté.",
        useful=awaits_document,
    ),
    Verb(
        "avis-partenaire",
        Action.ASK_PARTNER,
        "Attendre l’avis d’un partenaire",
        forms.PartnerForm,
        handling.ask_partner,
        "La demande attend l’avis du partenaire.",
    ),
    Verb(
        "reprendre",
        Action.RESUME,
        "Reprendre le traitement",
        forms.VersionForm,
        handling.resume,
        "Le traitement reprend.",
        button=True,
    ),
    Verb(
        "clore",
        Action.CLOSE,
        "Clore la demande",
        forms.VersionForm,
        handling.close,
        "La demande est close.",
        useful=not_kept_by_me,
        button=True,
    ),
    Verb(
        "confier-le-suivi",
        Action.ENTRUST,
        "Confier le suivi",
        forms.EntrustForm,
        keeping.entrust,
        "Le suivi est confié.",
        useful=ordinary,
    ),
    Verb(
        "ne-plus-suivre",
        Action.LEAVE,
        "Ne plus suivre",
        forms.VersionForm,
        keeping.leave,
        "Vous ne suivez plus cette demande\u00a0: elle est dans «\u00a0À suivre\u00a0».",
        useful=kept_by_me,
        button=True,
    ),
    Verb(
        "rouvrir",
        Action.REOPEN,
        "Rouvrir la demande",
        forms.VersionForm,
        handling.reopen,
        "La demande est rouverte, entre vos mains.",
        button=True,
    ),
    Verb(
        "doublon",
        Action.MARK_DUPLICATE,
        "Marquer comme doublon",
        forms.DuplicateForm,
        handling.mark_duplicate,
        "La demande est jointe à l’autre.",
    ),
    Verb(
        "precautions",
        Action.PROTECT,
        "Protéger le contact",
        forms.ProtectForm,
        protecting.protect,
        "Les précautions de contact sont enregistrées.",
        title="Joindre la personne sans risque",
    ),
    Verb(
        "meme-personne",
        Action.SAME_PERSON,
        "Rapprocher d’une autre demande",
        SamePersonForm,
        joining.join,
        "Les deux demandes sont rapprochées.",
        title="Une autre demande de la même personne",
        template="backoffice/casework/same_fields.html",
    ),
    Verb(
        "pas-la-meme-personne",
        Action.NOT_SAME_PERSON,
        "Ce n’est pas la même personne",
        forms.VersionForm,
        joining.separate,
        "La demande n’est plus rapprochée.",
        useful=is_joined,
        button=True,
    ),
    Verb(
        "consultation-exceptionnelle",
        Action.OPEN_EXCEPTIONALLY,
        "Consulter pendant 4 heures",
        forms.ExceptionalForm,
        handling.open_exceptionally,
        "Vous pouvez lire cette demande pendant 4 heures.",
        title="Demander une consultation exceptionnelle",
    ),
)
BY_SLUG = {verb.slug: verb for verb in VERBS}
EXCEPTIONAL = BY_SLUG["consultation-exceptionnelle"]
