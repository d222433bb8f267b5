"""As many demandes as a département has in ten years, each with the life of a real one.

Those that are there are the patterns: lived through by the workflow, they are copied row by row,
with other people, references, dates and a journal sealed anew.
"""
