"""Invoices from business software: read as a stream, staged, shown, issued (payments-import.md)."""
