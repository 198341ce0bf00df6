"""The full-screen interface to an archive. Only this package uses Textual."""
