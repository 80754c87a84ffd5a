"""What a template says is what the catalogue's own gettext says, in each language."""

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import gettext
from markupsafe import Markup

WORDS = ["整改", "没有找到", "100%% 合格", "%(n)s 项检查没有做", "<b>粗</b> & “引”"]
VALUES = [{"n": 3}, {"n": "<b>甲 & 乙</b>"}, {"n": Markup("<b>甲</b>")}]
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])


@LANGUAGES
def test_a_text_is_translated_filled_in_and_escaped(app: Flask, lang: str) -> None:
    for values in VALUES:
        with app.test_request_context("/", headers={"Cookie": f"lang={lang}"}):
            shown = render_template_string(
                "{% for one in words %}{{ _(one, n=n) if '(n)' in one else _(one) }}\n{% endfor %}",
                words=WORDS,
                **values,
            )
            expected = "".join(f"{Markup(gettext(one)) % values}\n" for one in WORDS)
        assert shown.rstrip() == expected.rstrip()


@LANGUAGES
def test_a_text_that_stands_in_a_template_is_the_same_text(app: Flask, lang: str) -> None:
    """It is put into the visitor's language when the template is compiled, in whatever place it stands."""
    with app.test_request_context("/", headers={"Cookie": f"lang={lang}"}):
        environment = app.jinja_env.get_template("desk/sign_in.html").environment
        for one in WORDS:
            if "(n)" in one:
                continue
            source = '{%% macro m(text) %%}{{ text }}{%% endmacro %%}{{ _("%s") }}|{{ m(_("%s")) }}'
            shown = environment.from_string(source % (one, one)).render(_=None)
            words = Markup(gettext(one)) % {}
            assert shown == f"{words}|{words}"


def test_each_visitor_reads_his_own_language(app: Flask) -> None:
    """The templates of one language are not those of the other, whoever comes first."""
    pages = {}
    for lang in ("zh", "en", "zh"):
        with app.test_request_context("/", headers={"Cookie": f"lang={lang}"}):
            pages[lang] = render_template("desk/sign_in.html", next="", typed=[], has_files=False)
    assert "跳到正文" in pages["zh"]
    assert "Skip to content" not in pages["zh"]
    assert "跳到正文" not in pages["en"]
