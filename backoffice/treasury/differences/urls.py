"""Addresses of differences and comparisons, below a régie."""

from django.urls import path

from backoffice.treasury.differences import views

urlpatterns = [
    path("ecarts/", views.differences, name="regie_differences"),
    path("ecarts/<int:pk>/", views.difference, name="regie_difference"),
    path("rapprochement/", views.runs, name="regie_runs"),
    path("rapprochement/<int:pk>/", views.run, name="regie_run"),
    path("rapprochement/<int:pk>/faire/", views.accept, name="regie_run_accept"),
]
