"""Commands that look after what is stored."""
