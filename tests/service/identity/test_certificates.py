"""A certificate set aright or ended changes what its officer may do, and no document that he sealed."""

import pytest
from flask import Flask

from service.core import ids
from service.core.acts.ledger import Act
from service.core.acts.problems import NotAllowed
from service.enforcement.commands import orders
from service.identity.commands import certificates
from service.identity.models import Certificate, Person
from service.identity.queries import people
from service.identity.schemas import CertificateForm
from tests.builders import enforcement as a
from tests.builders import hazards as plants


def of_first(bureau: a.Bureau) -> tuple[Person, Certificate]:
    person = people.person(a.OPERATOR, a.person(bureau.first), bureau.id)
    return person, people.certificates(a.OPERATOR, [person.id], bureau.id)[0]


def correct(bureau: a.Bureau) -> None:
    person, held = of_first(bureau)
    same = {name: getattr(held, name) for name in ("issuer", "valid_from", "valid_to")}
    data = CertificateForm(id=ids.new_id(), number="16059999", **same)
    certificates.correct_certificate(a.OPERATOR, person, held.id, data, Act.new())


def end(bureau: a.Bureau) -> None:
    person, held = of_first(bureau)
    certificates.end_certificate(a.OPERATOR, person, held.id, Act.new())


def test_a_sealed_document_keeps_the_number_it_was_signed_under(app: Flask) -> None:
    with app.app_context():
        plant, bureau = plants.a_plant(), a.a_bureau()
        order = a.sealed(bureau, plant)

        before = a.content_of(bureau, order)
        number = a.see(a.OPERATOR, lambda: of_first(bureau)[1].number)
        assert number.encode() in before
        for change in (correct, end):
            a.do(a.OPERATOR, lambda change=change: change(bureau))
            assert a.content_of(bureau, order) == before


def test_nobody_goes_on_under_a_certificate_that_was_ended(app: Flask) -> None:
    with app.app_context():
        plant, bureau = plants.a_plant(), a.a_bureau()
        order = a.a_draft(bureau, plant)
        a.do(a.OPERATOR, lambda: end(bureau))
        with pytest.raises(NotAllowed):
            a.act(bureau.first, orders.confirm, order)
        assert a.act(bureau.second, orders.confirm, order)
