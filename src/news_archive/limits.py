"""Limits of the program, each with its unit and its reason."""

# One input text [bytes, decompressed]. The longest newspaper page is far below this; anything above
# is assumed to be a mistake. `--max-bytes` changes it.
MAX_INPUT_BYTES = 10 * 1024 * 1024

# An article's id [bytes of UTF-8]. File systems allow 255 per name; the rest is room for a suffix.
MAX_ID_BYTES = 200

# A word that can be searched for [bytes of UTF-8]. Longer runs are data, not language.
MAX_WORD_BYTES = 200

# A credit in parentheses [characters]. The longest real ones name four agencies and a date.
MAX_CREDIT_CHARACTERS = 200

# One query [characters], and how deep its parentheses may go.
MAX_QUERY_CHARACTERS = 10_000
MAX_QUERY_DEPTH = 50

# Words of one proximity query: each additional word has to be looked for near all the others.
MAX_NEAR_WORDS = 8

# Texts that a proximity query of three or more words may read: about a second per thousand. The
# engine handles queries of two words.
MAX_VERIFIED_TEXTS = 10_000

# A fuzzy word of up to this many letters may differ by one edit, a longer one by two.
SHORT_WORD = 5

# Articles compared, appended and passed to the index together.
CHUNK_ARTICLES = 1_000
CHUNK_BYTES = 8 * 1024 * 1024

# Articles made durable and counted together. A larger batch is faster, because each batch is a
# segment of the index, and eight segments are merged into one. A smaller batch is done sooner after
# a Ctrl-C.
BATCH_ARTICLES = 40_000
BATCH_BYTES = 128 * 1024 * 1024

# Writer arena of the engine [bytes]. It holds articles indexed but not yet in a segment: 60,000.
ARENA_BYTES = 200_000_000

# Forms of one word that get their own weight in ranking; any other forms still match.
MAX_WEIGHTED_FORMS = 200

# Ids printed when the beginning of an id fits several articles.
MAX_CANDIDATES = 8

# Matches in context that are held in memory (about 100 MB) and sorted by the words beside them,
# unless another number is requested.
MAX_SORTED_MATCHES = 100_000

# Articles read for collocations, unless all are requested. Reading them takes a few seconds.
MAX_COLLOCATION_ARTICLES = 10_000

# Texts held in memory to be compared with later ones, about 12 kB each. An archive of news dated by
# day needs a few hundred; one of a million articles of the same ten years, dated by month, needs
# 17,000.
MAX_TEXTS_IN_WINDOW = 60_000

# Stories held in memory to be compared with later articles, about 40 kB each, where only one
# article of each story is looked at.
MAX_STORIES_IN_WINDOW = 2_000

# Hits that `search --collapse` looks at, each with its text. This takes at most a second.
MAX_COLLAPSED_HITS = 1_000

# With more bare words in a query, compounds are not looked for: the words themselves say enough,
# and to look for their compounds would take longer than the search [count].
MAX_BROAD_WORDS = 12

# With more bare words in a query, it no longer counts where in an article a word stands, nor that
# it is there at all beside how often: so many words say enough, and are found in half the time.
MAX_CLOSELY_SCORED_WORDS = 24

# A word that more articles have is not taken for a mistake.
MOST_FOR_A_MISTAKE = 50
