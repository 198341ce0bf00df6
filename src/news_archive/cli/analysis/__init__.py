"""Commands that look at many articles together."""
