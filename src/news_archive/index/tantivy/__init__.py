"""The index on top of tantivy: the only package that knows the engine.

schema    the fields and what each is for; analyzers; ``wall``, which converts engine exceptions
writer    writes entries to the index
compiler  translates the query tree into the engine's queries
reader    answers queries
"""
