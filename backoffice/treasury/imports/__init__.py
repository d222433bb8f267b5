"""Invoices from business software: send a file, see its check, issue, take the numbers."""
