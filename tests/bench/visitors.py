"""Who opens pages of a world: signed in, each at a desk of his own, or on a phone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from tests import databases, servers
from tests.bench.client import request
from tests.bench.store import NOON

SEATS = ("county", "city", "province", "operator")  # as world.sql calls the offices
DESK = """
INSERT INTO login_session (enterprise_id, id, area_code, sector, person_id, token_hash, created_at, seen_at, proven_at)
SELECT enterprise_id, gen_random_uuid(), area_code, sector, id, encode(sha256(%(token)s::bytea), 'hex'),
       %(at)s, %(at)s, %(at)s
FROM person WHERE id = %(person)s
ON CONFLICT (token_hash) DO UPDATE SET created_at = excluded.created_at, seen_at = excluded.seen_at
"""
PHONE = """
INSERT INTO device (enterprise_id, id, area_code, sector, person_id, token_hash, created_at, seen_at, ends_at)
SELECT enterprise_id, gen_random_uuid(), area_code, sector, id, encode(sha256(%(token)s::bytea), 'hex'), %(at)s, %(at)s,
       %(at)s + interval '90 days'
FROM person WHERE id = %(person)s ON CONFLICT DO NOTHING
"""
LASTS = timedelta(hours=2)  # for so long nobody's desk is closed for being idle, however slow the machine
PLANTS = "SELECT id, big FROM world_plant WHERE k < 100 OR big ORDER BY k"


@dataclass(frozen=True)
class Visitors:
    """Those of one world. `plant` is the big one, of county 410505; `plants` are the first hundred."""

    plant: str
    plants: list[str]

    def get(self, who: str, path: str, host: str) -> bytes:
        """Return the request for a page: `who` is manager, county, city, province or operator; {e} is the big plant."""
        return request("GET", path.format(e=self.plant), {"Host": host, "Cookie": f"sid=desk-of-{who}"})


def seated(database: str) -> Visitors:
    """Sign everybody in at the hour of the worlds."""
    with servers.superuser(databases.cluster(), database) as connection:
        plants = connection.execute(PLANTS).fetchall()
        manager = "SELECT manager FROM world_big"
        _sign_in(connection, DESK, "desk-of-manager", _one(connection, manager))
        for seat in SEATS:
            person = _one(connection, "SELECT id FROM person WHERE work_number = %s", seat)
            _sign_in(connection, DESK, f"desk-of-{seat}", person)
    return Visitors(
        *(str(own_id) for own_id, big in plants if big), [str(own_id) for own_id, big in plants if not big]
    )


def phones(database: str, plants: list[str]) -> dict[str, str]:
    """Sign a worker of each plant in on a phone; return its cookie by plant."""
    with servers.superuser(databases.cluster(), database) as connection:
        for plant in plants:
            worker = "SELECT id FROM person WHERE enterprise_id = %s AND work_number = 'W0003'"
            _sign_in(connection, PHONE, f"phone-at-{plant}", _one(connection, worker, plant))
    return {plant: f"device=phone-at-{plant}" for plant in plants}


def _one(connection: "psycopg.Connection[Any]", query: str, *values: str) -> Any:
    row = connection.execute(query, values).fetchone()
    assert row, query
    return row[0]


def _sign_in(connection: "psycopg.Connection[Any]", statement: str, token: str, person: Any) -> None:
    connection.execute(statement, {"token": token, "at": NOON + LASTS, "person": person})
