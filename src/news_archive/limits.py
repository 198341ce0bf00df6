"""Numbers that bound the program, each with its unit and its reason."""

# One input text [bytes, decompressed]. The longest newspaper page is far below; anything above is
# taken for a mistake. `--max-bytes` changes it.
MAX_INPUT_BYTES = 10 * 1024 * 1024

# An article's id [bytes of UTF-8]. File systems allow 255 a name; the rest is room for an ending.
MAX_ID_BYTES = 200

# A word that can be searched for [bytes of UTF-8]. Longer runs are data, not language.
MAX_WORD_BYTES = 200

# A credit in parentheses [characters]. The longest real ones name four agencies and a date.
MAX_CREDIT_CHARACTERS = 200

# One query [characters], and how deep its parentheses may go.
MAX_QUERY_CHARACTERS = 10_000
MAX_QUERY_DEPTH = 50

# Words of one proximity query: each more is looked for beside all others.
MAX_NEAR_WORDS = 8

# Texts that a proximity query of three and more words looks at, at the most: about a second for
# every thousand. Two words are left to the engine.
MAX_VERIFIED_TEXTS = 10_000

# A fuzzy word of up to so many letters may be one edit away, a longer one two.
SHORT_WORD = 5

# Articles compared, appended and handed to the index together.
CHUNK_ARTICLES = 1_000
CHUNK_BYTES = 8 * 1024 * 1024

# Articles made durable and counted together. More is faster: each batch is a segment of the index,
# and eight segments are merged into one. Less is sooner done when somebody presses Ctrl-C.
BATCH_ARTICLES = 40_000
BATCH_BYTES = 128 * 1024 * 1024

# Writer arena of the engine [bytes]: what is indexed and not yet a segment, 60,000 articles.
ARENA_BYTES = 200_000_000

# Forms of one word that get a weight of their own in ranking; any further form still matches.
MAX_WEIGHTED_FORMS = 200

# Ids printed when the beginning of an id fits several articles.
MAX_CANDIDATES = 8

# Matches in context that are held to be sorted by the words beside them, unless another number is
# asked for: about 100 MB of them.
MAX_SORTED_MATCHES = 100_000

# Articles looked at for collocations, unless all are asked for: a few seconds.
MAX_COLLOCATION_ARTICLES = 10_000

# Texts held to be compared with those that follow, of some 12 kB each. An archive of day-dated news
# holds a few hundred; one of a million articles of the same ten years, dated by the month, 17,000.
MAX_TEXTS_IN_WINDOW = 60_000

# Hits that `search --collapse` looks at, each with its text: a second at the most.
MAX_COLLAPSED_HITS = 1_000
