"""Other ways to say a thing: residents' words and acronyms, and what documents say instead.

A word counts for itself and brings its companions at less than its own weight. The list is about
kinds of words (familiar ones, trades, acronyms), never made for one question.
"""

from functools import cache
from typing import Final

from portal.text.french import stems

# What is typed: what is looked for besides.
SAID: Final = {
    "boulot job taf": "travail emploi",
    "bosser": "travailler salarié",
    "chômage chômeur": "demandeur emploi allocation chômage",
    "virer viré": "licenciement",
    "licencié licencier": "licenciement",
    "patron chef": "employeur",
    "paie paye fiche": "salaire bulletin",
    "bagnole auto voiture": "véhicule automobile",
    "moto scooter": "deux-roues véhicule",
    "vélo bicyclette": "cycle",
    "toubib docteur": "médecin",
    "sécu": "sécurité sociale assurance maladie",
    "arrêt": "arrêt maladie",
    "retraité retraite": "pension retraite",
    "vieux âgé aîné": "personne âgée",
    "mamie mémé papi pépé": "personne âgée",
    "mère père parent": "parent",
    "seul seule": "isolé autonomie domicile",
    "dépendance dépendant": "autonomie perte",
    "nounou nourrice": "assistante maternelle garde",
    "crèche": "accueil jeune enfant garde",
    "bébé": "enfant naissance",
    "gosse gamin": "enfant",
    "cantine": "restauration scolaire",
    "école": "scolaire",
    "fac": "université étudiant",
    "appart appartement maison": "logement",
    "proprio": "propriétaire bailleur",
    "loyer": "locataire bail",
    "louer": "location",
    "hlm": "logement social",
    "papiers": "identité titre",
    "permis": "permis conduire",
    "amende pv contravention": "infraction amende",
    "flic flics": "police",
    "tribunal procès": "justice juge",
    "avocat": "aide juridictionnelle",
    "divorcer": "divorce",
    "marier": "mariage",
    "mort mourir décéder": "décès",
    "enterrer enterrement": "obsèques inhumation",
    "poubelle ordures": "déchets collecte",
    "encombrants": "déchets déchetterie",
    "trou": "voirie chaussée",
    "route rue": "voirie chaussée",
    "lampadaire": "éclairage public",
    "impôt impôts taxe": "impôt fiscal",
    "sous argent": "aide financière",
    "dette dettes": "surendettement",
    "handicapé handicap": "handicap",
    "visa": "séjour étranger",
    "fusil arme": "arme",
}
ACRONYMS: Final = {
    "rsa": "revenu solidarité active",
    "apa": "allocation personnalisée autonomie",
    "apl": "aide personnalisée logement",
    "aah": "allocation adulte handicapé",
    "aeeh": "allocation éducation enfant handicapé",
    "are": "allocation retour emploi",
    "ass": "allocation solidarité spécifique",
    "aspa": "allocation solidarité personne âgée",
    "caf": "allocation familiale",
    "cdd": "contrat durée déterminée",
    "cdi": "contrat durée indéterminée",
    "cni": "carte nationale identité",
    "cpf": "compte personnel formation",
    "cpam": "assurance maladie",
    "fsl": "fonds solidarité logement",
    "mdph": "maison départementale personne handicapée",
    "pch": "prestation compensation handicap",
    "pacs": "pacte civil solidarité",
    "paje": "prestation accueil jeune enfant",
    "puma": "protection universelle maladie",
    "plu": "plan local urbanisme",
    "rtt": "réduction temps travail",
    "sdf": "sans domicile",
    "tva": "taxe valeur ajoutée",
    "ccas": "action sociale",
    "pmi": "protection maternelle infantile",
    "vae": "validation acquis expérience",
    "smic": "salaire minimum",
}


@cache
def companions() -> dict[str, frozenset[str]]:
    """For each stem that may be typed, those that are looked for besides."""
    found: dict[str, frozenset[str]] = {}
    for typed, besides in (SAID | ACRONYMS).items():
        for stem in stems(typed):
            found[stem] = found.get(stem, frozenset()) | set(stems(besides)) - {stem}
    return found
