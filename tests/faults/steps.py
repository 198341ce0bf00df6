"""Every step by which a process changes files below a folder, counted, and one of them disturbed.

``watch`` takes the place of the functions of ``os`` (and of ``io.open`` for writing) that the
program changes files with. It is meant for a process that ends soon after: nothing is put back.
What compiled code does by itself, as the index engine does, is not seen; ``traced.py`` is for that.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from disks import Disk

# kill: the process is ended before the step; half: in the middle of it, if it writes; stop: it is
# stopped before the step until somebody lets it go on; power: as kill, and the disk forgets what
# was not made durable; error: the step fails, once, or it and all later ones that need room.
Kind = Literal["kill", "half", "stop", "power", "error"]

# What fails on a full disk; names can still be removed and files be cut.
_NEEDS_ROOM = frozenset(("create", "write", "replace", "mkdir", "link", "fsync"))


# How a process ends in which the trial itself failed.
_TRIAL_IS_BROKEN = 99


class Fault(NamedTuple):
    """What happens at step ``at`` (from 1); ``seed`` decides what a power loss takes."""

    kind: Kind
    at: int
    errno: int = 0
    lasting: bool = False
    seed: int = 0

    def __str__(self) -> str:
        """Name it as a table does."""
        if self.kind != "error":
            return self.kind
        return errno.errorcode[self.errno] + ("+" if self.lasting else "")


class Steps:
    """Counts the steps below a folder; ``names`` says what each was."""

    def __init__(self, folder: Path, fault: Fault | None, disk: Disk | None) -> None:
        self.names: list[str] = []
        self._folder = os.path.realpath(folder)
        self._above = os.path.realpath(folder.parent)
        self._fault = fault
        self._disk = disk
        self._paths: dict[int, str] = {}
        self._os: dict[str, Callable[..., Any]] = {}
        self._open_file = io.open

    def watch(self) -> None:
        """Take the place of what changes files, for the rest of this process's life."""
        for name in (
            "open", "write", "pwrite", "fsync", "ftruncate", "replace", "rename", "unlink",
            "remove", "mkdir", "rmdir", "link", "chmod", "fchmod",
        ):  # fmt: skip
            self._os[name] = getattr(os, name)
            setattr(os, name, getattr(self, f"_{name}"))
        io.open = self._io_open

    def _step(self, name: str, path: str, half: Callable[[], object] | None = None) -> None:
        """Count a step that is about to be taken, and disturb it if it is the one."""
        self.names.append(f"{name} {os.path.relpath(path, self._folder)}")
        fault = self._fault
        if fault is None or len(self.names) < fault.at:
            return
        if fault.kind == "error":
            first = len(self.names) == fault.at
            if not (first or (fault.lasting and name in _NEEDS_ROOM)):
                return
            if half is not None and first and fault.errno == errno.ENOSPC:
                half()
            raise OSError(fault.errno, os.strerror(fault.errno))
        if len(self.names) > fault.at:
            return
        if fault.kind == "half" and half is not None:
            half()
        if fault.kind == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
            return
        if fault.kind == "power" and self._disk is not None:
            try:
                self._disk.lose_power(fault.seed)
            except BaseException:  # noqa: BLE001 - whatever it is, the trial is no trial
                # The program would take it for an error of the disk, and nothing would be tried.
                os.write(2, traceback.format_exc().encode())
                os._exit(_TRIAL_IS_BROKEN)
        os.kill(os.getpid(), signal.SIGKILL)

    def _inside(self, path: Any, dir_fd: int | None = None) -> str | None:
        """Return the absolute path if it lies in the folder; a descriptor by what it was opened."""
        if isinstance(path, int):
            return self._paths.get(path)
        name = Path(os.fsdecode(path))
        if dir_fd is not None:
            base = self._paths.get(dir_fd)
            if base is None:
                return None
            name = base / name
        full = os.fspath(name.parent.resolve() / name.name)
        # The folder above counts for nothing but being made durable.
        watched = full in (self._folder, self._above) or full.startswith(self._folder + os.sep)
        return full if watched else None

    def _open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        inside = self._inside(path, dir_fd)
        makes = inside is not None and bool(flags & os.O_CREAT) and not os.path.lexists(inside)
        empties = inside is not None and not makes and bool(flags & os.O_TRUNC)
        if inside is not None and (makes or empties):
            self._step("create" if makes else "truncate", inside)
        descriptor: int = self._os["open"](path, flags, mode, dir_fd=dir_fd)
        self._paths.pop(descriptor, None)
        if inside is not None:
            self._paths[descriptor] = inside
            if makes and self._disk is not None:
                self._disk.created(inside)
        return descriptor

    def _io_open(self, file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        inside = self._inside(file) if not isinstance(file, int) else None
        if inside is None or not set(mode) & set("wax+"):
            return self._open_file(file, mode, *rest, **named)
        raw = _WatchedFile(file, mode.replace("b", ""), opener=os.open)
        buffered = io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding="utf-8")

    def _write(self, descriptor: int, data: Any) -> int:
        path = self._paths.get(descriptor)
        write = self._os["write"]
        if path is not None:
            self._step("write", path, lambda: write(descriptor, bytes(data)[: len(data) // 2]))
        written: int = write(descriptor, data)
        return written

    def _pwrite(self, descriptor: int, data: bytes, offset: int) -> int:
        path = self._paths.get(descriptor)
        write = self._os["pwrite"]
        if path is not None:
            self._step("write", path, lambda: write(descriptor, data[: len(data) // 2], offset))
        written: int = write(descriptor, data, offset)
        return written

    def _fsync(self, descriptor: int) -> None:
        path = self._paths.get(descriptor)
        if path is None:
            self._os["fsync"](descriptor)
            return
        # It is not passed on: what a disk keeps is for ``Disk`` to say, and waiting takes long.
        self._step("fsync", path)
        if self._disk is not None:
            self._disk.synced(path)

    def _ftruncate(self, descriptor: int, length: int) -> None:
        path = self._paths.get(descriptor)
        if path is not None:
            self._step("truncate", path)
        self._os["ftruncate"](descriptor, length)

    def _replace(self, source: Any, target: Any, **named: Any) -> None:
        self._renamed("replace", source, target, named)

    def _rename(self, source: Any, target: Any, **named: Any) -> None:
        self._renamed("rename", source, target, named)

    def _renamed(self, name: str, source: Any, target: Any, named: dict[str, Any]) -> None:
        inside, goal = self._inside(source), self._inside(target)
        if inside is None or goal is None:
            self._os[name](source, target, **named)
            return
        self._step("replace", goal)
        if self._disk is not None:
            self._disk.renames(inside, goal)
        self._os[name](source, target, **named)

    def _unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        inside = self._inside(path, dir_fd)
        if inside is not None and os.path.lexists(inside):
            self._step("unlink", inside)
            if self._disk is not None:
                self._disk.unlinks(inside)
        self._os["unlink"](path, dir_fd=dir_fd)

    _remove = _unlink

    def _mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        inside = self._inside(path, dir_fd)
        if inside is not None:
            self._step("mkdir", inside)
        self._os["mkdir"](path, mode, dir_fd=dir_fd)
        if inside is not None and self._disk is not None:
            self._disk.made_folder(inside)

    def _rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        inside = self._inside(path, dir_fd)
        if inside is not None:
            self._step("rmdir", inside)
        self._os["rmdir"](path, dir_fd=dir_fd)
        if inside is not None and self._disk is not None:
            self._disk.removed_folder(inside)

    def _link(self, source: Any, target: Any, **named: Any) -> None:
        inside = self._inside(target)
        if inside is not None:
            self._step("link", inside)
        self._os["link"](source, target, **named)
        if inside is not None and self._disk is not None:
            self._disk.created(inside)

    def _chmod(self, path: Any, mode: int, **named: Any) -> None:
        inside = self._inside(path)
        if inside is not None:
            self._step("chmod", inside)
        self._os["chmod"](path, mode, **named)

    def _fchmod(self, descriptor: int, mode: int) -> None:
        path = self._paths.get(descriptor)
        if path is not None:
            self._step("chmod", path)
        self._os["fchmod"](descriptor, mode)


class _WatchedFile(io.FileIO):
    """A file whose writes go through ``os.write``, where they are counted."""

    def write(self, data: Any) -> int:
        return os.write(self.fileno(), data)
