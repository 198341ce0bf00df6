"""Options whose help is worded for people, where Click would show how it is made."""

from __future__ import annotations

import click


class Number(click.IntRange):
    """A whole number of at least so much, which the help puts in words."""

    name = "number"

    def _describe_range(self) -> str:
        return f"{self.min} or more"


class WordedDefault(click.Option):
    """An option whose default stands in the help as it is worded, without parentheses."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how the option is written, and what it is for."""
        record = super().get_help_record(ctx)
        if record is None:
            return None
        name, text = record
        return name, text.replace(
            f"default: ({self.show_default})", f"default: {self.show_default}"
        )
