"""The archive's own engine with the usual method: words are stemmed at index time.

Tokenizer, stemmer and scoring formula are those of the archive, so any difference comes from what
the archive does itself.
"""

from __future__ import annotations

import tantivy

from peers.interface import Answers, Task, ask

NAME = "stemmed index"

_ANALYZER = "stemmed"


def answers(task: Task) -> Answers:
    """Index the bodies in memory and ask the questions."""
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
    # One thread writes one segment, so term statistics and scores are the same in every run.
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
