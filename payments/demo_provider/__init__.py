"""The bank of `make demo`: attempts to pay that move no money, and the page where one pays them."""
