"""Addresses of the counter."""

from django.urls import path

from backoffice.treasury.counter import closing, collect, views

REGIE = "gestion/regies/<slug:code>/"

urlpatterns = [
    path(f"{REGIE}encaisser/", collect.collect, name="regie_collect"),
    path(f"{REGIE}encaissements/<int:pk>/annuler/", collect.undo, name="regie_undo"),
    path(f"{REGIE}cloture/", closing.closings, name="regie_closings"),
    path(f"{REGIE}cloture/<str:day>/", closing.close, name="regie_close_day"),
    path(f"{REGIE}versements/", views.deposits, name="regie_deposits"),
    path(f"{REGIE}versements/<slug:number>/bordereau/", views.slip, name="regie_slip"),
    path(f"{REGIE}remise/", views.handover, name="regie_handover"),
    path(f"{REGIE}remise/<int:pk>/", views.handover_record, name="regie_handover_record"),
    path(f"{REGIE}consultations/", views.consultations, name="regie_consultations"),
]
