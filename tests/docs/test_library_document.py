"""``docs/library.md``: its examples are run as they stand there, and no public name is missing."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

import news_archive
from news_archive import Archive

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "library.md"


def test_its_examples_say_what_the_program_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    shutil.copy(ROOT / "docs" / "pictures" / "articles.jsonl", tmp_path)
    monkeypatch.chdir(tmp_path)
    text = DOCUMENT.read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(text, {}, DOCUMENT.name, str(DOCUMENT), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert result.attempted > 20
    assert not result.failed, "".join(said)


def test_the_example_of_the_readme_finds_the_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    exec(compile(code, "README.md", "exec"), {})
    assert "000_680284227f96cff5" in capsys.readouterr().out


@pytest.mark.parametrize("name", news_archive.__all__)
def test_every_public_name_is_in_it(name: str) -> None:
    assert re.search(rf"`[^`]*\b{name}\b", DOCUMENT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [name for name in dir(Archive) if not name.startswith("_")])
def test_every_method_is_in_it(name: str) -> None:
    assert re.search(rf"`{name}[(`]", DOCUMENT.read_text(encoding="utf-8"))
