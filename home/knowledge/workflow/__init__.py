"""What happens to sheets and proposals: one function per verb, each a transaction."""
