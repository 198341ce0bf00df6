"""Month files kept true: check, repair, compaction, versions."""
