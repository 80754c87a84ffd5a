"""What somebody typed into a form whose sign-in had run out: carried through the sign-in, and shown again after it.

Nothing is kept on the server: the fields travel through the page of the sign-in as hidden ones, and the answer to the
sign-in is a page that sends them back to their form, to be shown and not to be done.
"""

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from service.web.forms import CARRIED, RESUME, SECRET, TO, back_to

Fields = list[tuple[str, str]]


def typed_now() -> Fields:
    """Return the fields of the form that was just refused, under the names that carry them."""
    return [(CARRIED + name, value) for name, value in _all(request.form) if name not in SECRET]


def carried() -> Fields:
    """Return the fields that a sign-in carries already: it was refused, and is tried again."""
    return [(name, value) for name, value in _all(request.form) if name.startswith(CARRIED) or name == TO]


def resumed() -> str:
    """Return the page that leads from a sign-in back to the form that was typed; nothing where none was."""
    to = back_to(request.form.get(TO), "")
    if not to:
        return ""
    fields = [(name.removeprefix(CARRIED), value) for name, value in carried() if name != TO]
    return render_template("desk/resume.html", to=to, fields=[*fields, (RESUME, "1")])


def _all(form: "MultiDict[str, str]") -> Fields:
    return [(name, value) for name in form for value in form.getlist(name)]
