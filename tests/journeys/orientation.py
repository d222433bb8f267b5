"""A guide and a letter as a visitor of the journeys finds them."""

from search.guides.models import Guide, LetterKind
from tests.home.knowledge.builders import make_partner
from tests.journeys.town import Town
from tests.search.guides.factories import make_guide, make_letter, outcome, question


def made(town: Town) -> tuple[Guide, LetterKind]:
    """« J’ai perdu mes revenus », three questions deep, and a letter that it goes with."""
    partner = make_partner(name="Mission locale", phone="+33353010104")
    guide = make_guide(
        question(
            "quoi",
            ("J’ai perdu mon travail", "age"),
            ("Autre chose", "social"),
            text="Que se passe-t-il ?",
        ),
        question(
            "age",
            ("25 ans ou plus", "pays"),
            ("Moins de 25 ans", "jeune"),
            text="Quel âge avez-vous ?",
            help_="L’âge change les aides.",
        ),
        question("pays", ("Française", "rsa"), ("Autre", "social"), text="Quelle nationalité ?"),
        outcome(
            "rsa",
            title="Demander le RSA",
            procedure=town.rsa.code,
            documents="Un relevé d’identité bancaire",
            say="Le droit part du mois de la demande.",
        ),
        outcome("jeune", title="La mission locale", partner=partner.slug),
        outcome("social", title="Rencontrer quelqu’un", service=town.social.code),
        code="revenus",
        title="J’ai perdu mes revenus",
        summary="Chômage, RSA, coup de pouce.",
        words="j’ai perdu mon travail\nperdu mon boulot\nlicencié",
        service=town.social,
    )
    letter = make_letter(
        code="trop-percu",
        title="Vous devez rendre un trop-perçu",
        senders="CAF",
        traps="N’attendez pas le rappel.",
        delay=2,
        delay_note="pour contester",
        legal=True,
        service=town.social,
        procedure=town.rsa,
        guide=guide,
    )
    return guide, letter


PUBLIC = {
    "guide": ["/orientation/revenus/"],
    "guide_step": [
        f"/orientation/revenus/{way}/"
        for way in (
            "ancienne",
            "je-ne-sais-pas",
            "j-ai-perdu-mon-travail",
            "j-ai-perdu-mon-travail/25-ans-ou-plus/francaise",
            "j-ai-perdu-mon-travail/moins-de-25-ans",
        )
    ],
    "letter": ["/orientation/courrier/trop-percu/?date=2026-11-02"],
    "orientation": ["/orientation/", "/orientation/?q=licencié", "/orientation/?q=il+me+frappe"],
}
GUIDED = "/gestion/orienter/guide/revenus/"
STAFF = {
    "guided": [GUIDED],
    "guided_step": [
        f"{GUIDED}{way}/"
        for way in (
            "je-ne-sais-pas",
            "j-ai-perdu-mon-travail/25-ans-ou-plus/francaise",
            "j-ai-perdu-mon-travail/moins-de-25-ans",
        )
    ],
}
