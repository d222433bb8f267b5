"""Online payment (a later issue); stands alone below the faces."""
