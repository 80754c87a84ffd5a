"""A kept database is taken again only while all that made it is as it was."""

import shutil
from pathlib import Path

import pytest

from tests import templates


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of a few of the sources."""
    for name in (
        "migrations/versions/0001_first.py",
        "service/reference/data/areas.json",
        "requirements.txt",
    ):
        path = tmp_path / "repository" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "repository"


def test_any_change_of_what_makes_a_template_gives_it_another_name(root: Path) -> None:
    names = {templates.digest("15.3", root)}
    assert templates.digest("15.3", root) in names
    for name in (
        "migrations/versions/0001_first.py",
        "service/reference/data/areas.json",
        "requirements.txt",
    ):
        (root / name).write_text("other")
        names.add(templates.digest("15.3", root))
    (root / "migrations" / "versions" / "0002_second.py").touch()
    names.add(templates.digest("15.3", root))
    (root / "migrations" / "versions" / "0002_second.py").rename(root / "migrations" / "versions" / "0003.py")
    names.add(templates.digest("15.3", root))
    names.add(templates.digest("16.0", root))
    assert len(names) == 7


def test_what_does_not_make_it_changes_nothing(root: Path) -> None:
    before = templates.digest("15.3", root)
    (root / "README.md").write_text("words")
    (root / "migrations" / "versions" / "0001_first.pyc").write_text("compiled")
    assert templates.digest("15.3", root) == before


def test_the_sources_that_are_named_are_there() -> None:
    for name in templates.MAKE_IT:
        assert (templates.ROOT / name).exists(), name


def test_a_copy_is_kept_whole_and_the_newest_three_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    source = tmp_path / "template.db"
    for version in ("1", "2", "3", "4"):
        source.write_text(version)
        templates.keep(source, templates.place("sqlite", version))
    kept = sorted(path.read_text() for path in templates.directory().iterdir())
    assert kept == ["2", "3", "4"]
    shutil.rmtree(templates.directory())
