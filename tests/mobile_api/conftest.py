"""A phone before the service: each request in a context of its own, as on the wire."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders.desks import Visitor


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return Visitor(app, app.response_class)
