"""The archive on disk: JSON Lines by month, the writer lock, and durable writes."""
