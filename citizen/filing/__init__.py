"""From the catalogue to a filed demande, step by step."""
