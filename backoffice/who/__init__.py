"""« Orienter »: where to send somebody, found while on the telephone."""
