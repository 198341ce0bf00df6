"""A disk that keeps only what was made durable: what may be left of files after the power went.

Kept is what POSIX promises: the bytes of a file at its last fsync, and the names in a folder at the
folder's last fsync. Anything newer may be there or not: bytes are dropped or cut, names are
forgotten, renames and removals are undone, each as a whole. Files that the index engine writes are
not seen being written; those it changed since their folder was made durable may be gone, cut, or
what they were, and so may all files of a generation that was never in use.
"""

from __future__ import annotations

import os
import random
import shutil
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class _NameChange(NamedTuple):
    """A change of names that is not durable yet; ``kept`` is a link to what lost its name."""

    kind: str
    path: str
    source: str = ""
    kept: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path, self.source) if self.source else (self.path,)


class Disk:
    """What is durable of a folder; ``aside`` is a folder beside it for what lost its name."""

    def __init__(self, folder: Path, aside: Path) -> None:
        self._folder = folder
        self._aside = aside
        self._number = 0
        self._pending: list[_NameChange] = []
        self._durable: dict[int, bytes] = {}
        self._engine: dict[str, dict[str, str]] = {}  # folder → name → link to the durable file
        aside.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            if path.is_file():
                self._durable[path.stat().st_ino] = path.read_bytes()
            elif self._is_engines(path):
                self._keep_engine_files(os.fspath(path))

    def created(self, path: str) -> None:
        """A file got a name."""
        self._pending.append(_NameChange("create", path))
        self._durable.setdefault(Path(path).stat().st_ino, b"")

    def renames(self, source: str, target: str) -> None:
        """A file is about to take the place of another."""
        kept = self._kept(target) if os.path.lexists(target) else ""
        self._pending.append(_NameChange("rename", target, source, kept))

    def unlinks(self, path: str) -> None:
        """A file is about to lose its name."""
        self._pending.append(_NameChange("unlink", path, kept=self._kept(path)))

    def made_folder(self, path: str) -> None:
        """A folder was made."""
        self._pending.append(_NameChange("mkdir", path))

    def removed_folder(self, path: str) -> None:
        """A folder was removed."""
        self._pending.append(_NameChange("rmdir", path))

    def synced(self, name: str) -> None:
        """The bytes of a file, or the names in a folder, were made durable."""
        path = Path(name)
        if path.is_dir():
            durable = [one for one in self._pending if Path(one.path).parent == path]
            gone = [Path(one.path) for one in durable if one.kind == "rmdir"]
            # What was in a folder that is gone for good does not come back either.
            self._pending = [
                one
                for one in self._pending
                if one not in durable
                and not any(folder in Path(one.path).parents for folder in gone)
            ]
            if self._is_engines(path):
                self._keep_engine_files(name)
        else:
            self._durable[path.stat().st_ino] = path.read_bytes()

    def lose_power(self, seed: int) -> None:
        """Leave of the folder what may be left of it; ``seed`` decides among the ways."""
        chance = random.Random(seed)
        self._forget_names(chance)
        self._forget_bytes(chance)
        self._forget_engine_files(chance)

    def _is_engines(self, folder: Path) -> bool:
        """Whether a folder is a generation of the index, or its spellings."""
        return self._folder / "index" in folder.parents

    def _kept(self, path: str) -> str:
        self._number += 1
        kept = self._aside / f"{self._number}"
        if Path(path).is_file():
            # The same file and not a copy: it must come back with its inode and its times.
            _posix_link(path, os.fspath(kept))
        return os.fspath(kept)

    def _keep_engine_files(self, folder: str) -> None:
        self._engine[folder] = {
            entry.name: self._kept(entry.path) for entry in os.scandir(folder) if entry.is_file()
        }

    def _forget_names(self, chance: random.Random) -> None:
        way = chance.choice(("all", "late ones", "some", "none"))
        dropped: list[_NameChange] = []
        first = chance.randrange(len(self._pending) + 1)
        for number, change in enumerate(self._pending):
            chosen = {
                "all": True,
                "late ones": number >= first,
                "some": chance.random() < 0.5,
                "none": False,
            }[way]
            # What built upon something that is forgotten cannot have happened either.
            if chosen or any(_touch(change, before) for before in dropped):
                dropped.append(change)
        for change in reversed(dropped):
            _undo(change)

    def _forget_bytes(self, chance: random.Random) -> None:
        for path in sorted(self._folder.rglob("*")):
            if not path.is_file() or path.is_symlink():
                continue
            status = path.stat()
            durable = self._durable.get(status.st_ino)
            now = path.read_bytes()
            if durable is None or durable == now:
                continue
            left = chance.choice((durable, durable, now, _between(durable, now, chance)))
            _write_in_place(path, left)
            if chance.random() < 0.5:
                _real["utime"](path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def _forget_engine_files(self, chance: random.Random) -> None:
        index = self._folder / "index"
        named = index / "current"
        current = named.read_text().strip() if named.exists() else ""
        for folder in sorted(path for path in index.rglob("*") if path.is_dir()):
            durable = self._engine.get(os.fspath(folder), {})
            generation = folder.relative_to(index).parts[0]
            untrusted = generation != current and chance.random() < 0.5
            there = (path.name for path in folder.iterdir() if path.is_file())
            for name in sorted({*durable, *there}):
                path, kept = folder / name, durable.get(name, "")
                if name.endswith(".lock") or not (untrusted or not _same_file(path, kept)):
                    continue
                way = chance.choice(("stay", "stay", "back", "cut"))
                if way == "back":
                    _take_away(path)
                    if kept and not untrusted:
                        _posix_link(kept, os.fspath(path))
                elif way == "cut":
                    # A copy, for the durable file may be this very one. The engine's threads may
                    # have removed it meanwhile.
                    with suppress(FileNotFoundError):
                        data = path.read_bytes()
                        _take_away(path)
                        _write_in_place(path, data[: chance.randrange(len(data) + 1)])


# As they are before a process is watched: forgetting is no step of the program.
_real = {
    name: getattr(os, name)
    for name in ("open", "write", "link", "unlink", "rename", "mkdir", "ftruncate", "utime")
}


def _posix_link(source: str, target: str) -> None:
    """Give a file a second name, in the place of what the engine's threads may put there."""
    beside = f"{target}.back"
    _real["link"](source, beside)
    _real["rename"](beside, target)


def _take_away(path: Path) -> None:
    if path.exists():
        _real["unlink"](path)


def _touch(change: _NameChange, before: _NameChange) -> bool:
    return any(
        mine == theirs or mine.startswith(theirs + os.sep) or theirs.startswith(mine + os.sep)
        for mine in change.paths
        for theirs in before.paths
    )


def _undo(change: _NameChange) -> None:
    path = change.path
    if change.kind == "mkdir":
        shutil.rmtree(path, ignore_errors=True)
    elif change.kind == "rmdir":
        _real["mkdir"](path)
    elif change.kind == "create":
        _take_away(Path(path))
    elif change.kind == "rename":
        _real["rename"](path, change.source)
        if change.kept:
            _posix_link(change.kept, path)
    elif Path(change.kept).exists():
        _posix_link(change.kept, path)


def _between(durable: bytes, now: bytes, chance: random.Random) -> bytes:
    """Return something between two states of a file, of which one is the beginning of the other."""
    short, long = sorted((durable, now), key=len)
    return long[: chance.randint(len(short), len(long))] if long.startswith(short) else now


def _write_in_place(path: Path, data: bytes) -> None:
    descriptor = _real["open"](path, os.O_WRONLY | os.O_CREAT, 0o644)
    _real["ftruncate"](descriptor, 0)
    _real["write"](descriptor, data)
    os.close(descriptor)


def _same_file(path: Path, kept: str) -> bool:
    return bool(kept) and path.exists() and path.samefile(kept)
