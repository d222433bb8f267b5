"""The right person by the right channel: which way to reach a service, now, and why."""
