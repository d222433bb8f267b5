"""Invoices that will not be paid here: cancelled, or handed to the authorising officer."""
