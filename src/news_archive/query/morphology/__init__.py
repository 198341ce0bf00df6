"""Which forms belong to one word: by a lexicon, and by stems where that does not know them."""
