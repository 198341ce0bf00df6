"""Month files and index kept in step: opening, catching up, writing."""
