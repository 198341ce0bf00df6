"""``python -m news_archive`` is ``archive``."""

from news_archive.cli.main import main

if __name__ == "__main__":
    main()
