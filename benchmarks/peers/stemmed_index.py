"""The archive's own engine used the usual way: words are stemmed when they are indexed.

What separates it from the archive is the archive's own work, since words, stemmer and scoring
formula are the same.
"""

from __future__ import annotations

import tantivy

from peers.common import Answers, Task, ask

NAME = "stemmed index"

_ANALYZER = "stemmed"


def answers(task: Task) -> Answers:
    """Index the bodies in memory and ask."""
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer(task.language))
        .build()
    )
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("body", tokenizer_name=_ANALYZER, index_option="freq")
        .build()
    )
    index = tantivy.Index(schema)
    index.register_tokenizer(_ANALYZER, analyzer)
    # One thread makes one segment: word statistics, and so scores, are the same in every run.
    writer = index.writer(num_threads=1)
    for identity, body in task.bodies.items():
        document = tantivy.Document()
        document.add_text("id", identity)
        document.add_text("body", body)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(text: str, limit: int) -> list[str]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", word, "freq"))
            for word in analyzer.analyze(text)
        ]
        found = searcher.search(tantivy.Query.boolean_query(terms), limit, count=False)
        return [str(searcher.doc(address)["id"][0]) for _score, address in found.hits]

    return ask(search, task)
