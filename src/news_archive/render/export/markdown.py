r"""An article as CommonMark: its text is data, so every character with a meaning is escaped.

The heading is the first sentence. Below it come date, sources and id, then the whole text with its
credit, paragraph by paragraph. Line breaks within a paragraph are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from news_archive.article.credit import join_credit
from news_archive.article.sentences import first_sentence

if TYPE_CHECKING:
    from news_archive.article.line import Fields

# The longest heading [characters]; the first sentence may be the whole text.
_MAX_HEADING = 120

# Within a line: code, emphasis, links, HTML, entities, tables, closing marks of headings, and the
# extensions of GitHub and Pandoc (strikethrough, formulas, mentions, superscripts).
_INLINE = re.compile(r"[\\`*_\[\]<>&|~#$@^]")
# GitHub turns these into links by itself, and would treat backslashes in them as part of the link.
_LINK = re.compile(r"(?i)(?<=[a-z]):(?=//)|(?<=www)\.")
# At the beginning of a line: lists, heading underlines, definitions, titles.
_AT_BEGINNING = re.compile(r"(?m)^([ \t]*)(?:([-+=:%])|([0-9]{1,9})([.)]))")
_INDENTED = re.compile(r"(?m)^[ \t]")


def escaped(text: str) -> str:
    """Return Markdown that shows exactly this text; line breaks stay line breaks."""
    text = _INLINE.sub(r"\\\g<0>", text)
    text = _LINK.sub(r"\\\g<0>", text)
    text = _AT_BEGINNING.sub(_escaped_beginning, text)
    return _INDENTED.sub(lambda white: f"&#{ord(white.group())};", text)


def _escaped_beginning(match: re.Match[str]) -> str:
    white, sign, number, behind = match.groups()
    return f"{white}\\{sign}" if sign else f"{white}{number}\\{behind}"


def heading(body: str) -> str:
    """Return the first sentence of a text, cut to the longest heading if necessary."""
    sentence = " ".join(first_sentence(body).split())
    if len(sentence) <= _MAX_HEADING:
        return sentence
    beginning = sentence[:_MAX_HEADING]
    return (beginning.rpartition(" ")[0] or beginning) + "…"


def _as_code(identity: str) -> str:
    return escaped(identity) if "`" in identity else f"`{identity}`"


def article_markdown(fields: Fields) -> str:
    """Return an article as Markdown, without a trailing line break."""
    text = join_credit(fields["body"], fields["credit"])
    paragraphs = [
        escaped(paragraph).replace("\n", "\\\n") for paragraph in text.split("\n\n") if paragraph
    ]
    lines = [f"- date: {fields['date']}"]
    if fields["sources"]:
        lines.append(f"- sources: {escaped(', '.join(fields['sources']))}")
    lines.append(f"- id: {_as_code(fields['id'])}")
    return "\n\n".join([f"# {escaped(heading(fields['body']))}", "\n".join(lines), *paragraphs])
