"""The record and its parts: dates, words, agencies, credits, and the article itself.

Import from the modules: ``record`` alone loads Pydantic, ``written_date`` alone loads dateutil,
and commands that only read need neither.
"""
