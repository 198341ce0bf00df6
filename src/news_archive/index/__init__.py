"""The derived index: what it must do (``contract``), and who does it (``tantivy``, ``memory``)."""
