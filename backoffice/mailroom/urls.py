"""Addresses of the mail to sort."""

from django.urls import path

from backoffice.mailroom import views

urlpatterns = [
    path("gestion/courriels/", views.mailroom, name="mailroom"),
    path("gestion/courriels/<int:pk>/", views.mail, name="mail"),
    path("gestion/courriels/<int:pk>/rattacher/", views.attach, name="mail_attach"),
    path("gestion/courriels/<int:pk>/classer/", views.close, name="mail_close"),
]
