"""The derived index: its contract (``contract``) and its engines (``tantivy``, ``memory``)."""
