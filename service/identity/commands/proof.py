"""Whether a password or a PIN is right, and who waits after wrong ones.

Each of these counts its own wrong guesses: all browsers not known to an account together, each known one, each desk
session, each phone that is signed in. So nobody's guesses keep another out. A wrong account, a wrong secret and a
wait read the same and take the same time.
"""

from datetime import datetime

from service.core import clock
from service.core.db import db
from service.core.ids import new_id
from service.core.ledger import record
from service.core.problems import Invalid, Said, _
from service.core.scope import Scope
from service.core.viewer import Viewer
from service.identity import queries, rules, secrets
from service.identity.models import Credential, Device, KnownBrowser, LoginSession, Person
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
    return Invalid(errors={field: [Said(sentence)]})


def proves(person: Person | None, kind: Secret, given: str, counter: Counter | None = None) -> bool:
    """Tell whether a secret is right and may be tried now; a wrong one is counted.

    counter   what counts it; without one it comes from a browser that is not known to the person
    """
    kept = queries.credential(person, kind) if person and not person.left_at else None
    counter = counter or kept
    if counter:  # guesses made at once are counted one by one
        db.session.refresh(counter, with_for_update=True)
    moment = clock.now()
    waits = bool(counter and counter.locked_until and counter.locked_until > moment)
    right = secrets.matches(kept.hash if kept else None, given) and not waits
    if kept and person and counter and not waits:
        _count(counter, moment, right=right)
        if not right:
            _note(person, kind, counter)
    return right


def refuse_waiting(counter: Counter, field: str) -> None:
    """Raise Invalid while the wrong guesses of a session or phone of one's own make it wait."""
    left = (counter.locked_until - clock.now()).total_seconds() if counter.locked_until else 0
    if left > 0:
        raise Invalid.at(field, _("连续输错，请过 %(n)s 秒再试"), n=int(left) + 1)


def set_secret(person: Person, kind: Secret, given: str) -> None:
    kept = queries.credential(person, kind)
    if kept is None:
        kept = Credential(**belonging(person), kind=kind)
        db.session.add(kept)
    kept.hash, kept.set_at, kept.failures, kept.locked_until = secrets.hashed(given), clock.now(), 0, None


def belonging(person: Person) -> dict[str, object]:
    """Return what a new row of a person begins with."""
    return {
        "enterprise_id": person.enterprise_id,
        "id": new_id(),
        "area_code": person.area_code,
        "sector": person.sector,
        "person_id": person.id,
    }


def as_self(person: Person) -> Viewer:
    return Viewer(Scope.auth(), organisation_id=person.enterprise_id, person_id=person.id, name=person.name)


def _count(counter: Counter, moment: datetime, *, right: bool) -> None:
    last = counter.locked_until
    before = 0 if last and last + rules.FORGIVEN_AFTER <= moment else counter.failures
    counter.failures = 0 if right else before + 1
    counter.locked_until = None if right else moment + rules.delay_after(counter.failures)


def _note(person: Person, kind: Secret, counter: Counter) -> None:
    facts = {"secret": kind, "counted_by": counter.__tablename__, "failures": counter.failures}
    record(
        as_self(person),
        "person.sign_in_refused",
        person,
        after={**facts, "locked_until": counter.locked_until},
    )
