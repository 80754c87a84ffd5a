"""A visitor chooses a language; everything that is said is said in it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import fields, validate

from service.core.acts.problems import Invalid, Message, _
from service.core.forms import Form, take
from service.web.language import translate


class Sample(Form):
    name = fields.String(required=True, validate=validate.Length(2, 100))
    short = fields.String(validate=validate.Length(max=5))
    count = fields.Integer(validate=validate.Range(0, 99))


def refusals(app: Flask, language: str, **given: object) -> dict[str, list[str]]:
    with app.test_request_context(headers={"Cookie": f"lang={language}"}), pytest.raises(Invalid) as refused:
        take(Sample, given)
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        return {name: [translate(one) for one in said] for name, said in refused.value.errors.items()}


def test_a_refusal_with_numbers_is_said_in_both_languages(app: Flask) -> None:
    given = {"name": "x", "short": "too long", "count": 100}
    assert refusals(app, "zh", **given) == {
        "name": ["2 到 100 个字"],
        "short": ["最多 5 个字"],
        "count": ["应在 0 到 99 之间"],
    }
    assert refusals(app, "en", **given) == {
        "name": ["2 to 100 characters"],
        "short": ["At most 5 characters"],
        "count": ["Between 0 and 99"],
    }


def test_a_refusal_without_numbers_is_said_in_both_languages(app: Flask) -> None:
    assert refusals(app, "zh", count="many") == {"name": ["请填写"], "count": ["请填写整数"]}
    assert refusals(app, "en", count="many", strange="1") == {
        "name": ["Please fill this in"],
        "count": ["Enter a whole number"],
        "strange": ["Unknown field"],
    }


def test_what_was_sent_is_never_read_as_a_form_of_words(app: Flask) -> None:
    assert refusals(app, "en", name="储罐", short="%(max)s{max}") == {"short": ["At most 5 characters"]}


def test_a_value_that_is_itself_a_sentence_is_said_too(app: Flask) -> None:
    said = Message(_("数据截至 %(time)s"), time=Message(_("今天到期")))
    assert said == "数据截至 今天到期"
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        assert translate(said) == "Data as of Due today"


def test_a_list_of_values_is_said_as_one(app: Flask) -> None:
    said = Message(_("可以办理的人：%(names)s"), names=["王强", "李敏"])
    assert said == "可以办理的人：王强、李敏"
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        assert translate(said) == "Who can do it: 王强, 李敏"


def test_a_value_that_is_data_stays_as_it_is(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        assert translate(Message(_("数据截至 %(time)s"), time="其他")) == "Data as of 其他"


def test_the_choice_is_kept_and_the_page_says_its_language(client: FlaskClient) -> None:
    assert '<html lang="zh-CN"' in client.get("/sign-in").text
    assert client.get("/language/en?next=/sign-in").location == "/sign-in"
    for _again in range(2):
        page = client.get("/sign-in").text
        assert '<html lang="en"' in page
        assert '<a href="/language/zh" lang="zh-CN">中文</a>' in page
    client.get("/language/zh")
    assert '<html lang="zh-CN"' in client.get("/sign-in").text


def test_an_unknown_language_is_chinese(client: FlaskClient) -> None:
    client.get("/language/xx")
    assert '<html lang="zh-CN"' in client.get("/sign-in").text


def test_a_choice_leads_back_to_this_site_only(client: FlaskClient) -> None:
    assert client.get("/language/en?next=//elsewhere.example").location == "/"


def test_a_refused_sign_in_is_said_in_english(client: FlaskClient) -> None:
    client.get("/language/en")
    answer = client.post("/sign-in", data={"account": "", "password": "x"})
    assert answer.status_code == 422
    assert "Please fill this in" in answer.text


def test_a_missing_page_is_said_in_english(client: FlaskClient) -> None:
    client.get("/language/en")
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "<h1>Not found</h1>" in page.text


def test_json_refusals_are_said_in_english(client: FlaskClient) -> None:
    client.get("/language/en")
    assert client.get("/api/v1/nowhere").json["title"] == "Not found"  # type: ignore[index]
