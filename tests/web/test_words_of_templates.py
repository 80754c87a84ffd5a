"""What a template says is what the catalogue's own gettext says, in each language."""

import pytest
from flask import Flask, render_template_string
from flask_babel import gettext
from markupsafe import Markup

WORDS = ["整改", "没有找到", "100%% 合格", "%(n)s 项检查没有做"]
VALUES = [{"n": 3}, {"n": "<b>甲 & 乙</b>"}, {"n": Markup("<b>甲</b>")}]


@pytest.mark.parametrize("lang", ["zh", "en"])
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
