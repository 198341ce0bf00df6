"""The record and its parts: dates, words, agencies, credits, and the article itself.

Import from the modules: only ``record`` loads Pydantic, only ``written_date`` loads dateutil,
and commands that only read need neither.
"""
