"""Printed invitations and enrolment codes: once, for a day, by whoever holds the newest paper."""

from dataclasses import replace
from datetime import timedelta
from math import inf
from uuid import UUID

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import Act, timeline
from service.core.acts.problems import NotFound
from service.core.db.transactions import reading, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.commands import invitations
from service.identity.commands import people as people_commands
from service.identity.queries import people as people_queries
from service.identity.rules import DEVICE_LASTS, InvitationKind, password_faults
from tests import people
from tests.people import PIN, Cast, Visitor, at_desk, do, nobody, on_phone
from tests.service.printing.paper import text_of

NEW = "Other-kiln-2001"
DAY = timedelta(hours=24)


def letter(app: Flask, cast: Cast, login: str, kind: InvitationKind) -> str:
    with app.app_context():
        return people.invite(cast.plant, cast.people[login], kind)


def set_password(app: Flask, token: str) -> int:
    fields = {"password": NEW, "again": NEW}
    return nobody(app).client.post(f"/invitations/{token}", data=fields).status_code


def enrol(app: Flask, token: str, pin: str = PIN) -> tuple[int, Visitor]:
    visitor = nobody(app)
    answer = visitor.client.post(f"/m/enrolments/{token}", data={"pin": pin, "again": pin})
    return answer.status_code, visitor


def is_known(phone: Visitor, plant: UUID) -> bool:
    path = f"/m/e/{plant}/photos/01890000-0000-7000-8000-000000000000"
    return phone.get(path).status_code == 404  # to a stranger it would be the sign-in


def test_a10_an_invitation_works_once(app: Flask, cast: Cast) -> None:
    token = letter(app, cast, "fixer", InvitationKind.PASSWORD)
    assert [set_password(app, token) for _ in range(2)] == [303, 410]
    assert nobody(app).get(f"/invitations/{token}").status_code == 410


def test_an_invitation_lasts_a_day(app: Flask, cast: Cast) -> None:
    start = clock.now()
    with clock.frozen(start):
        early, late = (letter(app, cast, login, InvitationKind.PASSWORD) for login in ("fixer", "manager"))
    with clock.frozen(start + DAY - timedelta(seconds=1)):
        assert set_password(app, early) == 303
    with clock.frozen(start + DAY):
        assert set_password(app, late) == 410


def test_the_newest_letter_is_the_only_one(app: Flask, cast: Cast) -> None:
    first, second = (letter(app, cast, "fixer", InvitationKind.PASSWORD) for _ in range(2))
    assert [set_password(app, first), set_password(app, second)] == [410, 303]


def test_the_manager_voids_the_letters_that_are_not_used_yet(app: Flask, cast: Cast) -> None:
    who, manager = cast.people["fixer"], at_desk(app, "manager")
    page = f"/e/{cast.plant}/people"
    assert "作废" not in manager.get(page).text
    token = letter(app, cast, "fixer", InvitationKind.PASSWORD)
    phone = letter(app, cast, "fixer", InvitationKind.ENROLMENT)
    assert f"{page}/{who}/invitations/revoke" in manager.get(page).text
    for _ in range(2):
        fields = {"id": str(ids.new_id())}
        assert manager.post(f"{page}/{who}/invitations/revoke", fields).status_code == 303
    assert (set_password(app, token), enrol(app, phone)[0]) == (410, 410)
    assert "作废" not in manager.get(page).text
    assert voided(app, cast, "fixer") == [("李敏", {"kinds": ["enrolment", "password"]})]


def test_the_operator_voids_an_invitation_and_leaves_the_phones_code(app: Flask, cast: Cast) -> None:
    operator = at_desk(app, "operator")
    page = f"/ops/organisations/{cast.plant}"
    token = letter(app, cast, "manager", InvitationKind.PASSWORD)
    phone = letter(app, cast, "manager", InvitationKind.ENROLMENT)
    path = f"{page}/people/{cast.people['manager']}/invitations/revoke"
    assert path in operator.get(page).text
    assert operator.post(path, {"id": str(ids.new_id())}).status_code == 303
    assert (set_password(app, token), enrol(app, phone)[0]) == (410, 303)
    assert voided(app, cast, "manager") == [("林岩", {"kinds": ["password"]})]


def voided(app: Flask, cast: Cast, login: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Return who voided somebody's letters, and which, as the ledger tells."""
    with app.app_context(), scope.opened(Scope.platform()), reading():
        told = timeline([cast.people[login]])
    kinds = [(one.by, one.before) for one in told if one.act == "person.revoke_invitations"]
    return [(name, {"kinds": sorted(before["kinds"])}) for name, before in kinds if before]


def test_a_letter_does_not_do_for_another_purpose(app: Flask, cast: Cast) -> None:
    assert enrol(app, letter(app, cast, "fixer", InvitationKind.PASSWORD))[0] == 410
    assert set_password(app, letter(app, cast, "W1", InvitationKind.ENROLMENT)) == 410


def test_who_left_uses_no_letter(app: Flask, cast: Cast) -> None:
    token = letter(app, cast, "W1", InvitationKind.ENROLMENT)
    with app.app_context():
        manager = people.viewer(cast, "manager")
        do(manager, lambda: people_commands.leave(manager, cast.people["W1"], Act.new()))
    assert enrol(app, token)[0] == 410


def test_a10_an_enrolment_code_works_once_and_ends_the_phone_that_was_lost(app: Flask, cast: Cast) -> None:
    lost = on_phone(app, "W1")
    assert is_known(lost, cast.plant)
    token = letter(app, cast, "W1", InvitationKind.ENROLMENT)
    assert is_known(lost, cast.plant)  # a printed code alone ends nothing
    (first, phone), (second, _other) = enrol(app, token), enrol(app, token)
    assert (first, second, is_known(phone, cast.plant), is_known(lost, cast.plant)) == (303, 410, True, False)


def test_a_phone_that_signed_out_or_grew_old_is_not_known(app: Flask, cast: Cast) -> None:
    start = clock.now()
    with clock.frozen(start):
        phone, old = on_phone(app, "W1"), on_phone(app, "W2")
    stolen = nobody(app)
    stolen.client.set_cookie("device", phone.cookie("device"))
    assert is_known(stolen, cast.plant)
    assert phone.post("/m/sign-out").status_code == 303
    assert not is_known(stolen, cast.plant)
    with clock.frozen(start + DEVICE_LASTS):
        assert not is_known(old, cast.plant)


def test_a_phone_of_who_left_is_not_known(app: Flask, cast: Cast) -> None:
    phone = on_phone(app, "W1")
    with app.app_context():
        manager = people.viewer(cast, "manager")
        do(manager, lambda: people_commands.leave(manager, cast.people["W1"], Act.new()))
    assert not is_known(phone, cast.plant)


def test_a03_an_unknown_plant_or_worker_reads_like_a_wrong_pin(app: Flask, cast: Cast) -> None:
    right = {"enterprise": people.CREDIT_CODES["410505"], "work_number": "W1", "pin": "100200"}
    wrongs = ({}, {"work_number": "W9"}, {"enterprise": "91410505MA00000014"}, {"work_number": "N1"})
    said = set()
    for wrong in wrongs:
        answer = nobody(app).client.post("/m/sign-in", data={**right, **wrong})
        text = people.without_token(answer.text)
        for value in wrong.values():
            text = text.replace(value, next(right[name] for name in wrong))
        said.add((answer.status_code, text))
    assert len(said) == 1


def test_a10_a_letter_leads_to_our_own_address_whatever_host_is_claimed(app: Flask, cast: Cast) -> None:
    manager, sent = at_desk(app, "manager"), {"id": str(ids.new_id())}
    who = f"/e/{cast.plant}/people/{cast.people['W1']}"
    himself = f"/e/{cast.plant}/people/{cast.people['manager']}/invitation"
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.example",
    }
    for path, page in ((f"{who}/enrolment", "m/enrolments"), (himself, "invitations")):
        printed = manager.post(path, sent, headers=forged)
        text = text_of(printed.data).replace("\n", "")
        assert f"http://127.0.0.1:8000/{page}/" in text and "evil" not in text
        assert manager.post(path, sent, headers={"Host": "evil.example"}).status_code == 400
    shown = on_phone(app, "W1").post("/m/another", sent, headers=forged).text
    assert "http://127.0.0.1:8000/m/code" in shown and "evil" not in shown


@pytest.mark.parametrize(
    ("profile", "password", "is_fine"),
    [
        ("mlps3", "Kiln-1987x", True),
        ("mlps3", "Kiln-198", False),
        ("mlps3", "kilndoor19", False),
        ("mlps3", "K" * 120 + "iln-1987x", False),
        ("asvs", "four words of mine", True),
        ("asvs", "Kiln-1987x", False),
        ("asvs", "this is manager now", False),
        ("mlps3", "Manager-1987", False),
    ],
)
def test_a_password_holds_to_its_profile(profile: str, password: str, is_fine: bool) -> None:
    assert (password_faults(password, profile, ("李敏", "manager", "华安化工")) == []) is is_fine


def test_no_link_is_printed_for_somebody_of_another_plant(app: Flask, cast: Cast) -> None:
    """Links are made where no wall stands between plants: the command asks whose person it is."""
    with app.app_context():
        stranger = replace(people.viewer(cast, "bricks"), proven_at=inf)
        with scope.opened(Scope.auth()), reading():
            person = people_queries.person(stranger, cast.people["W1"], cast.plant)
        for act in (
            lambda: invitations.invite(stranger, person, InvitationKind.ENROLMENT),
            lambda: invitations.revoke_invitations(stranger, person, list(InvitationKind), Act.new()),
        ):
            with scope.opened(Scope.auth()), pytest.raises(NotFound):
                retrying(act)
