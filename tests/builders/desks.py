"""Somebody signed in at a desk, through the real form; pages are read and forms sent as a browser would."""

import re
from html import unescape
from math import inf
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.core.db.transactions import retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.commands import invitations
from service.identity.commands import sign_in as sign_in_commands
from service.identity.queries import people
from service.identity.rules import InvitationKind, Role

PASSWORD = "Correct-horse-7-battery"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Visitor(FlaskClient):
    """A browser: each request has a context of its own, also where the test holds one open."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


def sign_in(app: Flask, account: str) -> FlaskClient:
    """Set a password by invitation and sign in with it."""
    operator = Viewer(Scope.platform(), roles=frozenset({Role.OPERATOR}), proven_at=inf)

    def invite() -> str:
        person = people.by_account(account)
        assert person is not None
        return invitations.invite(operator, person, InvitationKind.PASSWORD)

    with scope.opened(Scope.auth()):
        token = retrying(invite)
    with scope.opened(Scope.auth()):
        retrying(lambda: sign_in_commands.accept_invitation(token, PASSWORD, "asvs"))
    client = Visitor(app, app.response_class)
    answer = send(client, "/sign-in", "/sign-in", {"account": account, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def hidden(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form of a page that goes to an address."""
    form = next(part for part in page.split("<form")[1:] if f'action="{action}"' in part)
    return {name: unescape(value) for name, value in HIDDEN.findall(form.split("</form>")[0])}


def send(client: FlaskClient, page: str, action: str, fields: dict[str, Any]) -> TestResponse:
    """Open a page, fill in its form and send it."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.text
    return client.post(action, data=hidden(shown.text, action) | fields)
