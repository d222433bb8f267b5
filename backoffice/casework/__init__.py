"""One demande and everything an agent may do with it."""
