"""Address of « Orienter »."""

from django.urls import path

from backoffice.who import views

urlpatterns = [path("gestion/orienter/", views.orient, name="orient")]
