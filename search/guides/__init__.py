"""The orientation guides: from a need, by short questions, to who answers; letters explained."""
