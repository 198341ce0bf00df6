"""An opened archive: what its verbs share, whether they ask or change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from news_archive.archive.opening import IndexKeeper, Listener
from news_archive.archive.searching import Searching
from news_archive.errors import DamagedError
from news_archive.index.contract import IndexUnusableError
from news_archive.store.layout import Layout, read_settings
from news_archive.store.month_files import StaleLocationError, read_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from news_archive.archive.results import Fields
    from news_archive.index.contract import Found
    from news_archive.index.tantivy.reader import TantivyReader

Answer = TypeVar("Answer")


class OpenedArchive:
    """The archive in one data folder; nothing is opened before it is needed."""

    def __init__(
        self,
        folder: str | Path,
        *,
        language: str | None = None,
        wait: bool = True,
        listener: Listener | None = None,
    ) -> None:
        """``language`` replaces the archive's languages; ``wait`` for another writer or not."""
        self._layout = Layout(Path(folder))
        self._language = language
        self._wait = wait
        self._listener = listener or Listener()
        self._keeper: IndexKeeper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the archive; it may be used again."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    def _opened(self) -> IndexKeeper:
        if self._keeper is None:
            settings = read_settings(self._layout)
            languages = (self._language,) if self._language else settings.languages
            self._keeper = IndexKeeper(self._layout, languages, self._listener, wait=self._wait)
        return self._keeper

    def _reader(self) -> TantivyReader:
        return self._opened().reader()

    def _answered(self, answer: Callable[[TantivyReader], Answer]) -> Answer:
        """Answer from the index; once more if the month files were changed under our hands."""
        try:
            return answer(self._reader())
        except StaleLocationError:
            again = self._opened().refresh
        except IndexUnusableError:
            again = self._opened().rebuilt_reader
        try:
            return answer(again())
        except StaleLocationError as error:
            raise DamagedError(
                f"{error}; the line is not what was written. Restore the file from a backup"
            ) from None
        except IndexUnusableError as error:
            raise DamagedError(
                f"the index cannot be read ({error}); `archive reindex` builds it anew"
            ) from None

    def _searching(self, reader: TantivyReader) -> Searching:
        return Searching(reader, self._fields)

    def _fields(self, hit: Found) -> Fields:
        return read_line(self._layout, hit.id, hit.location)
