"""What happens to invoices, payments and refunds: one function a verb."""
