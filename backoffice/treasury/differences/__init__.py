"""Where the provider and we disagree, and the comparisons that say so."""
