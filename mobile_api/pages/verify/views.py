"""Whether a document is genuine: by the code of its symbol, or once it is served by its number."""

from flask import Blueprint, Response, render_template, request

from service.codes.rules import normalise
from service.core.acts.problems import NotFound, _
from service.core.db.transactions import reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.documents import queries as document_queries
from service.documents import seals
from service.documents.models import Verification
from service.documents.titles import DOCUMENT_TITLES
from service.web import limits
from service.web.access import anyone, as_public
from service.web.addresses import see_other

blueprint = Blueprint("verify", __name__)


@blueprint.get("/verify/")
@anyone
@limits.unknown_codes
def ask() -> str | Response:
    asked = request.args.get("number", "").strip()
    if asked:
        return see_other("verify.verify", code=asked)
    return render_template("verify/ask.html")


@blueprint.get("/VERIFY/<code>")
@blueprint.get("/verify/<code>")
@anyone
@limits.unknown_codes
def verify(code: str) -> str:
    opened = normalise(code) or code.strip()
    with as_public(opens=opened), reading():
        documents = document_queries.verified(opened)
    if not documents:
        raise NotFound(_("没有查到这份文书：请核对文号或验证码，括号和年份也要一致"))
    broken = {document.id for document in documents if not _is_whole(document)}
    return render_template("verify/show.html", documents=documents, broken=broken, titles=DOCUMENT_TITLES)


def _is_whole(shown: Verification) -> bool:
    """Compare the document itself, of which a reader without account learns nothing but this."""
    with scope.opened(Scope.job(shown.enterprise_id)), reading():
        document = seals.document(shown.enterprise_id, shown.document_id)
        return document is not None and not seals.broken_seals(document)
