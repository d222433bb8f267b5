"""What an import announces: the exception to « no signals » that design.md makes for indexes.

`sheets_changed` is sent inside the transaction that switches the sheets, once per archive, with
`added`, `changed` and `withdrawn`: sets of codes (a code that another audience still has is
`changed` by its withdrawal from one). Who listens only enqueues: the database is locked meanwhile.
"""

from django.dispatch import Signal

sheets_changed = Signal()
