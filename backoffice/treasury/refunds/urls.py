"""Addresses of payments and refunds, below a régie."""

from django.urls import path

from backoffice.treasury.refunds import views

urlpatterns = [
    path("paiements/", views.payments, name="regie_payments"),
    path("paiements/<int:pk>/", views.payment, name="regie_payment"),
    path("paiements/<int:pk>/rembourser/", views.ask, name="regie_refund_ask"),
    path("remboursements/", views.refunds, name="regie_refunds"),
    path("remboursements/<int:pk>/", views.refund, name="regie_refund"),
    path("remboursements/<int:pk>/reprendre/", views.take_up, name="regie_refund_take_up"),
    path("remboursements/<int:pk>/approuver/", views.approve, name="regie_refund_approve"),
    path("remboursements/<int:pk>/refuser/", views.refuse, name="regie_refund_refuse"),
    path("remboursements/<int:pk>/paye/", views.by_hand, name="regie_refund_by_hand"),
]
