"""The archive on the whole screen, with Textual, which nothing outside of this package knows."""
