"""Commands that take articles in and write them out."""
