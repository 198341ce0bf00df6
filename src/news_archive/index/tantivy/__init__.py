"""The index on tantivy: the only package that knows the engine.

schema    the fields and what each is for; analyzers; the wall around the engine
writer    entries into the index
compiler  from the query tree to the engine's queries
reader    answers
"""
