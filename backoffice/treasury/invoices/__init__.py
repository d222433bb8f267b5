"""The invoices of a régie: found, looked at, issued, printed."""
