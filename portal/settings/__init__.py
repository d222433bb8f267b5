"""Settings: base, then one short module per way of running."""
