"""The query language: grammar, tree, inflection, and an evaluator that is obviously right."""
