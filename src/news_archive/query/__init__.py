"""The query language: a grammar, a small tree, inflection, and an evaluator that is obviously right."""
