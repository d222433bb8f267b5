"""The page of the demonstration's bank."""

from django.urls import path

from payments.demo_provider import views

urlpatterns = [path("paiement/demonstration/<uuid:pk>/", views.pay, name="demo_payment")]
