"""Forms: their ids, their tokens, what was sent, and what is shown again."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, overload
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, g, request
from markupsafe import Markup
from marshmallow import Schema
from marshmallow import fields as kinds
from werkzeug.datastructures import MultiDict

from service.core import ids
from service.core.acts.ledger import Act
from service.core.acts.problems import Invalid, NotAllowed, Problem, _
from service.core.forms import Sent, reader_of, take
from service.core.settings import LOOPBACK
from service.web import cookies

CARRIED = "typed-"  # before the names of fields that a sign-in carries
TO = "typed_to"  # the form they go back to
RESUME = "resume"  # sent with a form that is to be shown as it was typed, and not to be done
OWN = {"csrf_token", RESUME, TO}
SEEN = {"version", "seen", "offered"}  # by which a form says what its page showed: taken anew from the page
SECRET = OWN | {"password", "current", "again", "pin"}  # never carried along
TOKEN_BYTES = 32
WORDS = re.compile(r"[\u3400-\u9fff]|\s")  # what no id, code, number or day has
TOKEN = re.compile(r"[0-9a-f]{128}")
S = TypeVar("S", bound=Sent)


@dataclass(frozen=True)
class Shown:
    """What a template draws a form from."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    detail: str = ""
    received: Mapping[str, int] = field(default_factory=dict)  # photos of a field that need not be sent again
    is_late: bool = False  # somebody else was faster: the page shows what stands now

    def typed(self) -> list[str]:
        """Return the words that were typed, for a page that has no field for them any more."""
        texts = [self.values[name] for name in self.values if name not in SECRET]
        return [text for text in texts if isinstance(text, str) and WORDS.search(text)]

    def all(self, name: str) -> list[Any]:
        """Return every value of a field that may be sent several times."""
        if isinstance(self.values, MultiDict):
            return self.values.getlist(name)
        value = self.values.get(name, [])
        return list(value) if isinstance(value, list | tuple | set) else [value]


def shown(**values: Any) -> Shown:
    """Return the form of this page: what was just refused, or these first values.

    What the refused form did not ask for keeps its first value: it stands in another form of the page. A box
    that was sent unticked is not sent at all, and stays unticked.
    """
    form: Shown | None = g.get("form")
    if form is None:
        return Shown(values)
    typed = MultiDict(form.values)
    for name, value in values.items():
        if not isinstance(value, bool | list | tuple | set):
            typed.setdefault(name, value)
    return replace(form, values=typed)


def keep_typed() -> None:
    """Show the form again as it was typed, with nothing refused."""
    g.form = Shown(request.form)


def show_again(problem: Invalid) -> None:
    g.form = Shown(request.form, problem.errors, problem.detail, g.get("received", {}))


def show_beside(problem: Problem) -> None:
    """Show the form again as it was typed on the page as it is now, after somebody else was faster.

    The id may be what was refused, so the form gets a new one, unless photos wait under it.
    """
    received = g.get("received", {})
    values = MultiDict((name, value) for name in request.form for value in request.form.getlist(name))
    for name in SEEN if received else {*SEEN, "id"}:
        values.poplist(name)
    g.form = Shown(values, detail=problem.detail or problem.title, received=received, is_late=True)


def note_received(field: str, count: int) -> None:
    """Remember for a form that is shown again how many photos of a field wait under its id."""
    g.setdefault("received", {})[field] = count


@overload
def sent(schema: type[S], *, proof: bool = False, **address: Any) -> S: ...
@overload
def sent(schema: type[Schema], *, proof: bool = False, **address: Any) -> dict[str, Any]: ...
def sent(schema: Any, *, proof: bool = False, **address: Any) -> Any:
    """Return what was sent, read by a form; raise Invalid. Fields that it does not know are refused.

    proof     whether a password may come beside it, which is no part of it
    address   what the address says of it, whatever was sent
    """
    reader = reader_of(schema)
    many = {name for name, form_field in reader.fields.items() if isinstance(form_field, kinds.List)}
    beside = OWN | {"password"} if proof else OWN
    data: dict[str, Any] = {}
    for name in request.form:
        if name not in beside and not name.startswith(CARRIED):
            data[name] = request.form.getlist(name) if name in many else request.form[name]
    return take(reader, data | address)


def sent_id(name: str = "id") -> UUID:
    """Return the id that the form was rendered with: what it makes, or what it does, is named by it."""
    form_id = ids.parse(request.form.get(name, ""))
    if form_id is None:
        raise Invalid(_("页面已过期，请重新打开再试"))
    return form_id


def sent_act() -> Act:
    return Act(sent_id())


def sent_version() -> dict[str, int]:
    """Return the version of the page as a fact, where one was sent; the schema is who says that it must be."""
    version = request.form.get("version", type=int)
    return {} if version is None else {"version": version}


def token() -> str:
    """Return the token that binds a form to whoever is signed in here: one mask for a response, then what it masks.

    Pages go out compressed, and the length of one whose token never changed would give it away bit by bit (BREACH).
    """
    mask: bytes = g.setdefault("mask_of_token", secrets.token_bytes(TOKEN_BYTES))
    return (mask + _masked(_seal(current_app.config["SECRET_KEY"]), mask)).hex()


def _seal(key: str) -> bytes:
    bound = cookies.read(cookies.SESSION) + "|" + cookies.read(cookies.DEVICE)
    return hmac.digest(key.encode(), f"csrf|{bound}".encode(), hashlib.sha256)


def _masked(value: bytes, mask: bytes) -> bytes:
    return bytes(byte ^ other for byte, other in zip(value, mask, strict=True))


def _unmasked(masked: str) -> bytes:
    """Return what a token masks, nothing where it is none of ours."""
    if not TOKEN.fullmatch(masked):
        return b""
    both = bytes.fromhex(masked)
    return _masked(both[TOKEN_BYTES:], both[:TOKEN_BYTES])


def check_token() -> None:
    sent_token = request.form.get("csrf_token", "") or request.headers.get("X-CSRF-Token", "")
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    if not any(hmac.compare_digest(_unmasked(sent_token), _seal(key)) for key in keys):
        raise NotAllowed(_("页面已过期，请回到上一页刷新后再提交"), code="CSRF")


def check_origin() -> None:
    """Refuse what another site's page sends, whether or not anybody is signed in."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    if (origin and not _is_ours(origin)) or site not in {"same-origin", "none"}:
        raise NotAllowed(_("请从本站页面提交"), code="CSRF")


def _is_ours(origin: str) -> bool:
    """Know the site by its one address; on loopback also by the port that it is asked at."""
    if urlsplit(request.host_url).hostname in LOOPBACK and origin == request.host_url.rstrip("/"):
        return True
    return bool(origin == current_app.config["SETTINGS"].public_base_url)


def back_to(path: str | None, otherwise: str) -> str:
    """Return a path of this site to go on to; anything else goes to `otherwise`."""
    path = path or ""
    parts = urlsplit(path)
    is_plain = path.startswith("/") and not (path.startswith(("//", "/\\")) or parts.scheme or parts.netloc)
    return path if is_plain and path.isprintable() and "\\" not in path else otherwise


def csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(token())


def id_field() -> Markup:
    """Return the hidden id of a form: the one it came back with, or a new one."""
    form_id = ids.parse(shown().values.get("id", ""))
    return Markup('<input type="hidden" name="id" value="{}">').format(form_id or ids.new_id())


def install(app: Flask) -> None:
    app.jinja_env.globals.update(csrf_field=csrf_field, id_field=id_field)

    @app.before_request
    def refuse_nul() -> None:
        if b"%00" in request.query_string or "\0" in request.path:
            raise Invalid(_("网址里有不能用的字符，请从页面上的链接打开"))

    @app.context_processor
    def form() -> dict[str, Any]:
        return {"form": shown(), "viewer": g.get("viewer")}
