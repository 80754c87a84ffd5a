"""Everything that is configured from outside, in one place."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service.core.tenancy.signature import key_of

DEFAULT_SECRET = "not-a-secret-for-the-demo-only"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
DEMO_FILE = Path(__file__).parents[2] / "instance" / "demo.env"  # what `make run` serves the demo world with
SET_FROM_OUTSIDE = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_PLATFORM_URL",
    "DATABASE_AUTH_URL",
    "DATABASE_PHONE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PUBLIC_BASE_URL",
    "STORAGE_URL",
    "DEMO",
)
HOST = re.compile(r"(?!0\.0\.0\.0$)[a-z0-9-]+(\.[a-z0-9-]+)*")  # one, neither a pattern nor every address
READERS: dict[type, Callable[[str], Any]] = {
    str: str,
    bool: "1".__eq__,
    int: lambda number: int(number or "0"),
    float: float,
    tuple: lambda members: tuple(filter(None, members.split(","))),
}


class Misconfigured(RuntimeError):
    """The process must not start like this; the message says what to set."""


def environment(env: Mapping[str, str] = os.environ, demo_file: Path = DEMO_FILE) -> Mapping[str, str]:
    """Return what is set from outside.

    A `flask` command for which nothing is set serves the demo world of this clone, where `make run` made one;
    no other process reads that file.
    """
    is_command = env.get("FLASK_RUN_FROM_CLI") == "true"
    if not is_command or any(name in env for name in SET_FROM_OUTSIDE) or not demo_file.is_file():
        return env
    lines = demo_file.read_text(encoding="utf-8").splitlines()
    named = {name: value for name, is_set, value in (line.partition("=") for line in lines) if is_set}
    return {**env, **named} if named.get("DEMO") == "1" else env


@dataclass(frozen=True)
class Settings:
    database_url: str = "sqlite:///instance/app.db"  # the app's login
    database_owner_url: str = ""  # who migrates; the app's login where empty
    database_platform_url: str = ""  # the operator's login
    database_auth_url: str = ""  # the login that signs people in
    database_phone_url: str = ""  # a login of plants alone, for the records that phones send
    redis_url: str = "redis://127.0.0.1:6379/0"
    secret_key: str = field(default=DEFAULT_SECRET, repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    public_base_url: str = "http://127.0.0.1:8000"  # printed into every code: fixed before the first print
    storage_url: str = "dir:instance/files"
    document_font_dir: str = ""  # may hold a licensed 仿宋
    auth_profile: str = "mlps3"  # mlps3 | asvs
    demo: bool = False
    trusted_proxies: int = 0
    health_port: int = 0  # where health answers apart from everything else; 0: nowhere
    heartbeat_file: str = ""  # touched by a worker's or scheduler's beat: a container looks at its own
    job_lease_s: float = 300.0  # after which a job that nobody answers for is another worker's
    job_back_off_s: float = 10.0  # doubled after each failure

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read each setting by its own name in capitals."""
        env = environment() if env is None else env
        named = {setting: setting.name.upper() for setting in fields(cls)}
        values = {
            setting.name: READERS[type(setting.default)](env[name])
            for setting, name in named.items()
            if name in env
        }
        settings = cls(**values)
        return replace(settings, public_base_url=settings.public_base_url.rstrip("/"))

    @property
    def is_https(self) -> bool:
        return self.public_base_url.startswith("https://")

    @property
    def has_own_secret(self) -> bool:
        return self.secret_key != DEFAULT_SECRET and len(self.secret_key) >= 32

    @property
    def is_postgres(self) -> bool:
        return self.database_url.startswith("postgres")

    @property
    def host(self) -> str:
        return urlsplit(self.public_base_url).hostname or ""

    @property
    def trusted_hosts(self) -> list[str]:
        """The only hosts that we answer to: our own, and what asks after our health from beside us."""
        return sorted({self.host} | LOOPBACK - {"::1"})  # Werkzeug takes no IPv6 address

    @property
    def owner_url(self) -> str:
        return self.database_owner_url or self.url

    @property
    def scope_keys(self) -> list[bytes]:
        """The keys that sign scopes: ours first, then those of former secrets, for processes not yet started anew."""
        return [key_of(secret) for secret in dict.fromkeys((self.secret_key, *self.secret_key_fallbacks))]

    @property
    def logins(self) -> dict[str, str]:
        """The logins besides the app's, by who uses them; SQLite knows none."""
        urls = {
            "platform": self.database_platform_url,
            "auth": self.database_auth_url,
            "phone": self.database_phone_url,
        }
        return {name: url for name, url in urls.items() if url and self.is_postgres}

    @property
    def url(self) -> str:
        """The app's database, a SQLite file by its absolute path."""
        file = self.sqlite_file()
        return f"sqlite:///{file.resolve()}" if file else self.database_url

    def sqlite_file(self) -> Path | None:
        prefix = "sqlite:///"
        return Path(self.database_url[len(prefix) :]) if self.database_url.startswith(prefix) else None

    def refuse_unsafe(self) -> None:
        """Raise Misconfigured where this would be a production start that must not happen."""
        if self.auth_profile not in {"mlps3", "asvs"}:
            raise Misconfigured("AUTH_PROFILE must be mlps3 or asvs")
        if not HOST.fullmatch(self.host):
            raise Misconfigured("PUBLIC_BASE_URL must name one host: http(s)://HOST, no wildcard")
        if (self.is_https or not self.demo) and not self.has_own_secret:
            raise Misconfigured(
                "SECRET_KEY must be set to at least 32 random characters (or DEMO=1 over plain http to try it out)"
            )
        if not self.demo and not self.is_https and self.host not in LOOPBACK:
            raise Misconfigured("PUBLIC_BASE_URL must be https (plain http only on loopback or with DEMO=1)")
