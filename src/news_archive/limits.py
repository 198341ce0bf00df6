"""Limits of the program, each with its unit and its reason."""

# One input text [bytes, decompressed]. The longest newspaper page is far below this; anything above
# is taken for a mistake. `--max-bytes` changes it.
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

# Words of one proximity query: each further word has to be looked for beside all others.
MAX_NEAR_WORDS = 8

# Texts that a proximity query of three or more words may read: about a second per thousand. Queries
# of two words are left to the engine.
MAX_VERIFIED_TEXTS = 10_000

# A fuzzy word of up to this many letters may be one edit away, a longer one two.
SHORT_WORD = 5

# Articles compared, appended and passed to the index together.
CHUNK_ARTICLES = 1_000
CHUNK_BYTES = 8 * 1024 * 1024

# Articles made durable and counted together. A larger batch is faster: each batch is a segment of
# the index, and eight segments are merged into one. A smaller batch is done sooner after a Ctrl-C.
BATCH_ARTICLES = 40_000
BATCH_BYTES = 128 * 1024 * 1024

# Writer arena of the engine [bytes]: articles indexed but not yet in a segment, 60,000 of them.
ARENA_BYTES = 200_000_000

# Forms of one word that get a weight of their own in ranking; further forms still match.
MAX_WEIGHTED_FORMS = 200

# Ids printed when the beginning of an id fits several articles.
MAX_CANDIDATES = 8

# Matches in context that are held in memory and sorted by the words beside them, unless another
# number is requested: about 100 MB.
MAX_SORTED_MATCHES = 100_000

# Articles read for collocations, unless all are requested: a few seconds.
MAX_COLLOCATION_ARTICLES = 10_000

# Texts held in memory to be compared with later ones, about 12 kB each. For an archive of news
# dated by day, these are a few hundred; for one of a million articles of the same ten years, dated
# by month, 17,000.
MAX_TEXTS_IN_WINDOW = 60_000

# Hits that `search --collapse` looks at, each with its text: at most a second.
MAX_COLLAPSED_HITS = 1_000
