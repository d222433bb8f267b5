"""« Qui répond ? »."""
