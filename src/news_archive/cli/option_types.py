"""Options with a readable help, where Click would show internals."""

from __future__ import annotations

import click


class Number(click.IntRange):
    """A whole number with a minimum, which the help states in words."""

    name = "number"

    def _describe_range(self) -> str:
        return f"{self.min} or more"


class WordedDefault(click.Option):
    """An option whose default is shown in the help as worded, without parentheses."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's names and its help text."""
        record = super().get_help_record(ctx)
        if record is None:
            return None
        name, text = record
        return name, text.replace(
            f"default: ({self.show_default})", f"default: {self.show_default}"
        )
