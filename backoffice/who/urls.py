"""Address of « Qui répond ? »."""

from django.urls import path

from backoffice.who import views

urlpatterns = [path("gestion/qui-repond/", views.who, name="who_answers")]
