"""One writer at a time, and readers at any time: every answer is one of some committed state."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from forking import BATCH_ARTICLES, Child, Ended, Forking
from scenarios import write_texts
from steps import Fault

_READERS = 8

# A step in the middle of an ingest into a new archive: it holds the lock.
_IN_THE_MIDDLE = Fault("stop", 40)

_OLD = {
    f"a{number:02}": f"date 2024-04 Der Minister sprach zum {number}. Mal über den Haushalt. (afp)"
    for number in range(1, 13)
}

# The same articles with another word, every second one in another month; and as many new ones.
_LATER = {
    name: text.replace("sprach", "redete").replace("-04", "-05" if int(name[1:]) % 2 else "-04")
    for name, text in _OLD.items()
}
_NEW = {name.replace("a", "b"): text for name, text in _OLD.items()}


@pytest.fixture(scope="module")
def forking() -> Iterator[Forking]:
    with Forking() as server:
        yield server


@pytest.fixture
def old(inbox: Path) -> Path:
    return write_texts(inbox / "old", _OLD)


@pytest.fixture
def data(tmp_path: Path, old: Path, forking: Forking) -> Path:
    """An archive that holds the old texts."""
    done = forking.run(tmp_path / "data", ingest(old))
    assert [said.code for said in done.said] == [0], done
    return tmp_path / "data"


def ingest(folder: Path, *options: str) -> Sequence[str]:
    return ("ingest", *options, os.fspath(folder))


def stopped_in_the_middle(forking: Forking, data: Path, folder: Path) -> Child:
    """Begin an ingest that stops itself in the middle."""
    child = forking.start(data, [ingest(folder)], _IN_THE_MIDDLE)
    child.wait_until_stopped()
    return child


def test_a_second_ingest_waits_says_for_whom_and_then_both_are_done(
    forking: Forking, tmp_path: Path, old: Path, inbox: Path
) -> None:
    data = tmp_path / "data"
    new = write_texts(inbox / "new", _NEW)
    first = stopped_in_the_middle(forking, data, old)
    command = [sys.executable, "-m", "news_archive", "--data", os.fspath(data), *ingest(new)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as second:
        assert second.stderr is not None
        said = second.stderr.readline().decode()
        assert said == (f"archive: waiting for process {first.pid} (ingest) to finish writing\n")
        assert second.poll() is None
        first.signal(signal.SIGCONT)
        assert first.wait().status == 0
        second.communicate(timeout=40)
        assert second.returncode == 0
    held, checked = forking.run(data, ["search", "--ids", "id:*"], ["check"]).said
    assert set(held.out.split()) == {*_OLD, *_NEW}
    assert checked.code == 0


def test_who_does_not_want_to_wait_is_told_for_whom_and_changes_nothing(
    forking: Forking, tmp_path: Path, old: Path, inbox: Path
) -> None:
    data = tmp_path / "data"
    new = write_texts(inbox / "new", _NEW)
    first = stopped_in_the_middle(forking, data, old)
    commands = [ingest(new, "--no-wait"), ["compact", "--no-wait"], ["reindex", "--no-wait"]]
    for said in forking.run(data, *commands).said:
        assert said.code == 11
        assert said.err == (
            f"archive: the archive is being written by process {first.pid} (ingest); "
            "try again when it is done\n"
        )
    first.signal(signal.SIGCONT)
    assert first.wait().status == 0
    assert forking.run(data, ["search", "--count", "id:*"]).said[0].out == f"{len(_OLD)}\n"


def test_a_lock_that_a_killed_process_left_holds_nobody_up(
    forking: Forking, tmp_path: Path, old: Path
) -> None:
    data = tmp_path / "data"
    first = stopped_in_the_middle(forking, data, old)
    first.signal(signal.SIGKILL)
    assert first.wait().status == -signal.SIGKILL
    assert (data / "lock").read_text() == f"process {first.pid} (ingest)\n"
    commands = [ingest(old, "--no-wait"), ["search", "--count", "id:*"]]
    done, counted = forking.run(data, *commands).said
    assert done.code == 0
    assert counted.out == f"{len(_OLD)}\n"


def test_a_search_is_answered_while_a_writer_stands_still(
    forking: Forking, data: Path, inbox: Path
) -> None:
    later = write_texts(inbox / "later", {**_LATER, **_NEW})
    writer = forking.start(data, [ingest(later)], Fault("stop", 6))
    writer.wait_until_stopped()
    reader = forking.run(data, ["search", "--count", "id:*"], ["show", "a01"])
    assert (reader.status, reader.complaint) == (0, "")
    counted, shown = reader.said
    assert (counted.code, counted.out) == (0, f"{len(_OLD)}\n")
    assert shown.code == 0
    assert "sprach zum 1. Mal" in shown.out
    writer.signal(signal.SIGKILL)
    writer.wait()


def answers_during(
    forking: Forking, data: Path, commands: Sequence[Sequence[str]], asked: Sequence[str]
) -> list[Ended]:
    """Return what eight readers were told, over and over, while something was written."""
    until = data.with_name("written")
    questions = [
        ["search", "--count", "id:*"],
        ["search", "--ids", "id:*"],
        *(["show", one] for one in asked),
    ]
    readers = [forking.start(data, questions, until=until) for _ in range(_READERS)]
    written = forking.run(data, *commands)
    until.touch()
    told = [reader.wait() for reader in readers]
    assert written.status == 0
    assert [said.code for said in written.said] == [0] * len(commands), written.said
    return told


def check_answers(
    told: Sequence[Ended],
    asked: Sequence[str],
    sets: Sequence[set[str]],
    texts: Sequence[dict[str, str]],
) -> None:
    """Hold each answer against the committed states: sets of ids, and the texts of each id."""
    counts = {len(ids) for ids in sets}
    for reader in told:
        assert (reader.status, reader.complaint) == (0, "")
        for place, said in enumerate(reader.said):
            question = place % (2 + len(asked))
            assert said.code == 0, said
            if question == 0:
                assert int(said.out) in counts
            elif question == 1:
                assert set(said.out.split()) in sets
                assert len(said.out.split()) in counts
            else:
                identity = asked[question - 2]
                bodies = {version[identity].split(" ", 2)[2].split(" (")[0] for version in texts}
                assert any(body in said.out for body in bodies), (said.out, bodies)


def test_eight_readers_during_an_ingest_see_whole_batches(
    forking: Forking, data: Path, inbox: Path
) -> None:
    later = write_texts(inbox / "later", {**_LATER, **_NEW})
    told = answers_during(forking, data, [ingest(later)], ["a02", "a11"])
    new = sorted(_NEW)
    batches = range(0, len(new) + 1, BATCH_ARTICLES)
    check_answers(told, ["a02", "a11"], [{*_OLD, *new[:end]} for end in batches], [_OLD, _LATER])


def test_eight_readers_during_compactions_see_every_article_all_the_time(
    forking: Forking, data: Path, old: Path, inbox: Path
) -> None:
    later = write_texts(inbox / "later", _LATER)
    commands = [ingest(later), ["compact"], ingest(old), ["compact"]]
    told = answers_during(forking, data, commands, ["a01", "a12"])
    check_answers(told, ["a01", "a12"], [set(_OLD)], [_OLD, _LATER])


def test_eight_readers_during_reindexing_see_every_article_all_the_time(
    forking: Forking, data: Path
) -> None:
    told = answers_during(forking, data, [["reindex"]] * 3, ["a01", "a12"])
    check_answers(told, ["a01", "a12"], [set(_OLD)], [_OLD])
