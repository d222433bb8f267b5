"""Paying online: an invoice, a basket, the return from the provider's page, the receipt."""
