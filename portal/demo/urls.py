"""The demonstration's own page, and the plan of its territory."""

from django.urls import path

from portal.demo import plan, views

urlpatterns = [
    path("demonstration/", views.guide, name="demo"),
    path("demonstration/plan/<int:z>/<int:x>/<int:y>.svg", plan.square, name="demo_plan"),
]
