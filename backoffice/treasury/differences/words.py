"""What a difference means, and what to do about it."""

from payments.models import Difference

Kind = Difference.Kind
MEANINGS = {
    Kind.AMOUNT: "Le prestataire a débité une autre somme que celle demandée. Comparez avec lui, "
    "puis remboursez le trop-perçu ou réclamez le reste.",
    Kind.CURRENCY: "Le débit est dans une autre monnaie\u00a0: rien n’a été encaissé ici. "
    "Remboursez-le chez le prestataire, puis faites payer de nouveau.",
    Kind.UNKNOWN: "Le prestataire a pris une somme qu’aucun paiement d’ici n’attend. Cherchez-la "
    "chez lui\u00a0: elle vient peut-être d’un autre site, et se rembourse de là-bas.",
    Kind.MISSING: "Nous comptons cette somme, mais le prestataire ne la montre ni ce jour-là ni "
    "les jours voisins. Demandez-lui où elle est, et gardez sa réponse.",
    Kind.UNRECORDED: "Le prestataire montre un débit que notre paiement n’a pas, et ne le confirme "
    "pas quand on le lui demande. Voyez avec lui\u00a0; s’il y a deux débits, remboursez-en un.",
    Kind.REFUND: "Un remboursement n’est pas le même des deux côtés\u00a0: fait chez le "
    "prestataire sans passer par ici, ou compté ici et absent chez lui.",
    Kind.DISPUTE: "Le payeur conteste le débit à sa banque. Répondez chez le prestataire avant la "
    "date qu’il donne, avec la facture pour preuve. Ne remboursez pas ici en même temps.",
}


def meaning(difference: Difference) -> str:
    return MEANINGS[Kind(difference.kind)]
