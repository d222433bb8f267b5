"""Addresses of tracking."""

from django.urls import path

from citizen.tracking import views

urlpatterns = [
    path("suivi/", views.tracking, name="tracking"),
    path("suivi/lien/<str:token>/", views.tracking_link, name="tracking_link"),
    path("suivi/<slug:reference>/", views.tracked, name="tracked"),
    path("suivi/<slug:reference>/message/", views.message, name="tracked_message"),
    path("suivi/<slug:reference>/document/<int:pk>/", views.document, name="tracked_document"),
    path("suivi/<slug:reference>/retirer/", views.withdraw, name="tracked_withdraw"),
    path("suivi/<slug:reference>/oublier/", views.forget, name="tracked_forget"),
    path("suivi/<slug:reference>/piece/<uuid:pk>/", views.attachment, name="tracked_attachment"),
    path("suivi/<slug:reference>/accuse-de-reception.pdf", views.receipt, name="receipt"),
]
