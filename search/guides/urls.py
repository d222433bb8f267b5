"""Addresses of orientation."""

from django.urls import path

from search.guides import letter_views, views

urlpatterns = [
    path("orientation/", views.orientation, name="orientation"),
    path("orientation/courrier/", letter_views.letters, name="letters"),
    path("orientation/courrier/<slug:code>/", letter_views.letter, name="letter"),
    path("orientation/<slug:code>/", views.guide, name="guide"),
    path("orientation/<slug:code>/<path:way>/", views.guide, name="guide_step"),
]
