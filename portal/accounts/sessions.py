"""Sessions in the database, asked for only under keys that could be ours."""

import re

from django.contrib.sessions.backends import db

KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """A cookie may say anything: PostgreSQL fails on a NUL, which a quoted one can hold."""
        return bool(KEY.fullmatch(key or ""))
