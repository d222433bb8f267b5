"""Addresses of the internal sheets."""

from django.urls import path

from backoffice.knowledge.views import demandes, partners, searches, sheets, suggestions, writing

BASE = "gestion/fiches/"
ONE = f"{BASE}<slug:slug>/"
PROPOSAL = f"{BASE}propositions/<int:pk>/"
DEMANDE = "gestion/demandes/<slug:reference>/"
urlpatterns = [
    path(BASE, sheets.sheets, name="knowledge"),
    path(f"{BASE}nouvelle/", writing.new, name="knowledge_new"),
    path(f"{BASE}proposer/", suggestions.propose, name="knowledge_propose"),
    path(f"{BASE}mes-propositions/", suggestions.mine, name="my_suggestions"),
    path(f"{BASE}propositions/", suggestions.waiting, name="knowledge_suggestions"),
    path(PROPOSAL, suggestions.suggestion, name="knowledge_suggestion"),
    path(f"{PROPOSAL}prendre/", suggestions.take, name="knowledge_take"),
    path(f"{PROPOSAL}rendre/", suggestions.release, name="knowledge_release"),
    path(f"{PROPOSAL}refuser/", suggestions.refuse, name="knowledge_refuse"),
    path(f"{BASE}bonnes-reponses/", demandes.kept_answers, name="kept_answers"),
    path(f"{BASE}bonnes-reponses/<int:pk>/", demandes.kept_answer, name="kept_answer"),
    path(f"{BASE}recherches/", searches.unanswered, name="unanswered_searches"),
    path(ONE, sheets.sheet, name="knowledge_sheet"),
    path(f"{ONE}modifier/", writing.edit, name="knowledge_edit"),
    path(f"{ONE}liens/", writing.tie, name="knowledge_ties"),
    path(f"{ONE}liens/retirer/", writing.untie, name="knowledge_untie"),
    path(f"{ONE}avis/", sheets.vote, name="knowledge_vote"),
    path(f"{ONE}toujours-vrai/", sheets.confirm, name="knowledge_confirm"),
    path(f"{ONE}retirer/", sheets.withdraw, name="knowledge_withdraw"),
    path("gestion/partenaires/", partners.partners, name="partners"),
    path("gestion/partenaires/<slug:slug>/", partners.partner, name="partner"),
    path(f"{DEMANDE}reponses/garder/", demandes.keep, name="answer_keep"),
    path(f"{DEMANDE}fiches/<slug:slug>/", demandes.served, name="sheet_served"),
]
