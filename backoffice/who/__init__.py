"""« Qui répond ? »: who answers for a subject somewhere, found while on the telephone."""
