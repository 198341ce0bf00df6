"""From paths on the command line to drafts of articles: inputs → bytes → text → draft."""
