"""No stored name goes: a column, a value, an act, a job, a cookie, a setting or an address is read for ever."""

from flask import Flask

from tests.architecture import stored


def test_no_stored_name_goes_and_none_comes_unwritten(_built: Flask) -> None:
    written = stored.LIST.read_text().splitlines()
    now = stored.names(_built)
    assert sorted(set(written) - set(now)) == [], "read the old name by an alias, for ever"
    assert sorted(set(now) - set(written)) == [], "new names join: python -m tests.architecture.stored"
