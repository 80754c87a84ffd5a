"""Whether a password or a PIN is right, and who waits after wrong ones.

Each of these counts its own wrong guesses: all browsers not known to an account together, each known one, each desk
session, each phone that is signed in. So nobody's guesses keep another out. A wrong account, a wrong secret and a
wait read the same and take the same time.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from math import ceil

from sqlalchemy import bindparam, update

from service.core import clock
from service.core.acts.ledger import record_at_once
from service.core.acts.problems import Invalid, Message, _
from service.core.db.prepared import PreparedStatement
from service.core.db.transactions import db
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from service.core.tenancy.viewer import Viewer
from service.identity import rules, secrets
from service.identity.models import Credential, Device, KnownBrowser, LoginSession, Person
from service.identity.queries import signed_in
from service.identity.rules import Secret

Counter = Credential | KnownBrowser | LoginSession | Device
REFUSAL = _(
    "没有登录成功：账号或密码不对，或者这个账号连续输错、要稍等再试。"
    "请用您以前登录过的电脑再试，或请管理员给您打印登录邀请"
)
PIN_REFUSAL = _(
    "没有登录成功：工号或 PIN 码不对，或者连续输错、要稍等再试，或者您已有手机登录着。"
    "请在已登录的手机上点“添加另一部手机”，或请安全管理员打印手机登录码"
)


def refusal(kind: Secret) -> Invalid:
    field, sentence = ("password", REFUSAL) if kind is Secret.PASSWORD else ("pin", PIN_REFUSAL)
    return Invalid(errors={field: [Message(sentence)]})


def check_secret(person: Person | None, kind: Secret, secret: str, counter: Counter | None = None) -> bool:
    """Tell whether a secret is right and may be tried now; a wrong one is counted.

    counter   what counts it; without one it comes from a browser that is not known to the person
    """
    # Guesses made at once are counted one by one.
    credential = signed_in.credential(person, kind, locked=counter is None)
    if counter is None:
        counter = credential
    else:
        db.session.refresh(counter, with_for_update=True)
    moment = clock.now()
    waits = bool(counter and counter.locked_until and counter.locked_until > moment)
    right = secrets.matches(credential.hash if credential else None, secret) and not waits
    if credential and person and counter and not waits:
        failures, locked_until = _count(counter, moment, right=right)
        if not right:
            facts = {"secret": kind, "counted_by": counter.__tablename__, "failures": failures}
            note_refusal(person, {**facts, "locked_until": locked_until})
    return right


def refuse_waiting(counter: Counter, field: str) -> None:
    """Raise Invalid while the wrong guesses of a session or phone of one's own make it wait."""
    left = (counter.locked_until - clock.now()).total_seconds() if counter.locked_until else 0
    if left > 0:
        raise Invalid.at(field, _("连续输错，请过 %(n)s 秒再试"), n=ceil(left))


def set_secret(person: Person, kind: Secret, secret: str) -> None:
    credential = signed_in.credential(person, kind)
    if credential is None:
        credential = Credential.of(person, kind=kind)
        db.session.add(credential)
    credential.hash, credential.set_at = secrets.hashed(secret), clock.now()
    credential.failures, credential.locked_until = 0, None


def as_self(person: Person) -> Viewer:
    return Viewer(Scope.auth(), organisation_id=person.enterprise_id, person_id=person.id, name=person.name)


def note_refusal(person: Person, facts: Mapping[str, object]) -> None:
    """Write down a wrong guess. By a statement of its own: what it costs must not tell that there is such a person."""
    record_at_once(as_self(person), "person.sign_in_refused", person, after=facts)


def _count(counter: Counter, moment: datetime, *, right: bool) -> tuple[int, datetime | None]:
    """Count a guess; return the wrong ones in a row, and until when the next one waits."""
    last = counter.locked_until
    before = 0 if last and last + rules.FORGIVEN_AFTER <= moment else counter.failures
    failures = 0 if right else before + 1
    locked_until = None if right else moment + rules.delay_after(failures)
    if (failures, locked_until) != (counter.failures, last):
        own = {"of_tenant": counter.enterprise_id, "of_id": counter.id}
        _counting(type(counter)).count(**own, failures=failures, locked_until=locked_until)
    return failures, locked_until


@cache
def _counting(model: type[Counter]) -> PreparedStatement:
    table = model.__table__
    query = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.enterprise_id == bindparam("of_tenant"), table.c.id == bindparam("of_id"))
        .values(failures=bindparam("failures"), locked_until=bindparam("locked_until"))
    )
    return PreparedStatement(bypass_scope(query, "the row of whoever guesses, read in this scope"))
