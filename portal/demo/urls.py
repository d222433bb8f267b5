"""The demonstration's own page."""

from django.urls import path

from portal.demo import views

urlpatterns = [path("demonstration/", views.guide, name="demo")]
