"""What is found by a range is ordered by its characters, whatever the locale of a PostgreSQL database."""

import pytest
from flask import Flask

from tests import databases

FOUND_BY_A_RANGE = {
    ("person", "name"),
    ("person", "work_number"),
    ("enterprise_bigram", "bigram"),
    ("risk_unit_bigram", "bigram"),
    ("organisation", "area_code"),
}
IN_ORDER_OF_CHARACTERS = """
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_collation o ON o.oid = a.attcollation WHERE o.collname = 'C' AND c.relkind = 'r'
"""


@pytest.mark.postgres
def test_a_range_follows_the_characters(app: Flask, place: str) -> None:
    assert set(databases.rows(place, IN_ORDER_OF_CHARACTERS)) >= FOUND_BY_A_RANGE
