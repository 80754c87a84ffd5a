"""Pages do not need Redis."""

from service.core.settings import Settings
from wsgi import create_app


def test_pages_are_served_while_redis_is_away(environment: dict[str, str], database: dict[str, str]) -> None:
    app = create_app(Settings.from_env(environment | {"REDIS_URL": "redis://127.0.0.1:1/0"}))
    client = app.test_client()
    assert [client.get("/sign-in").status_code for _ in range(3)] == [200, 200, 200]
