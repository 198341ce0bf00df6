"""Many articles looked at together: over time, in context, alike."""
