"""What payments announce to the packages above: one of the two signals of the house."""

from django.dispatch import Signal

# Sent in the transaction that confirms a payment, with `payment` and `invoices`: those that are now
# paid in full. What a receiver raises undoes what the receivers did, never the payment: a task
# sends it again for ten days.
payment_confirmed = Signal()
