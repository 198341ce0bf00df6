"""The house keeps its shape: no crowded folder, no circle of two, one class without mixins."""

from __future__ import annotations

import ast
from pathlib import Path

import news_archive
from news_archive import Archive

PACKAGE = Path(news_archive.__file__).parent
MOST_MODULES = 15


def modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name."""
    return {
        ".".join(("news_archive", *path.relative_to(PACKAGE).with_suffix("").parts)): path
        for path in PACKAGE.rglob("*.py")
        if path.name != "__init__.py"
    }


def imported_by(path: Path, known: set[str]) -> set[str]:
    """Return the modules of the package that a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found & known


def test_no_folder_holds_more_modules_than_can_be_taken_in_at_a_glance() -> None:
    crowded = {
        str(folder.relative_to(PACKAGE)): len(found)
        for folder in (PACKAGE, *PACKAGE.rglob("*"))
        if folder.is_dir()
        and len(found := [path for path in folder.glob("*.py") if path.name != "__init__.py"])
        > MOST_MODULES
    }
    assert crowded == {}


def test_no_two_modules_import_each_other() -> None:
    paths = modules()
    imports = {name: imported_by(path, set(paths)) for name, path in paths.items()}
    assert any(imports.values())
    circles = {
        frozenset((one, other))
        for one, found in imports.items()
        for other in found
        if one in imports[other]
    }
    assert circles == set()


def test_every_package_says_what_it_is_for() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_the_archive_is_one_class() -> None:
    assert Archive.__mro__ == (Archive, object)
