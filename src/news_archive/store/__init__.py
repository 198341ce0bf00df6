"""The archive on disk: JSON Lines by month, the lock, and what makes a write durable."""
