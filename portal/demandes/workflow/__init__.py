"""What happens to a demande, one function per verb: filing, handling, exchanges, answering."""
