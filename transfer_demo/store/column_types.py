"""What columns hold that both databases do not store alike: plain values, points in time."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


class JsonText(TypeDecorator[Any]):
    """Plain values as JSON in a text column.

    Text is the same in both databases, and ASCII with escapes holds what PostgreSQL would refuse:
    a file name may contain a NUL or half a character.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        # None is no value of ours: it is the missing half of an outer join, or damaged.
        with suppress(ValueError):
            return None if value is None else json.loads(value)


class UtcTime(TypeDecorator[datetime]):
    """A point in time; SQLite keeps no time zone, so it is always UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
