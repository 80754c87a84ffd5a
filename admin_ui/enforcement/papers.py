"""Documents and forms of an inspection as answers: on paper, or drawn for their page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, request

from service.core.acts.problems import Conflict, NotFound, _
from service.core.db.tables import BureauRow
from service.documents import paper, queries, receipts, seals
from service.documents.content import Content, Frame, Officer, signers
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.printing import documents as printed
from service.web.files import file_response


@dataclass(frozen=True)
class Papers:
    """What stands sealed about a subject, and what was made void."""

    document: Document | None
    void: list[Document]


def papers(subject: BureauRow, kind: DocumentKind) -> Papers:
    sealed = queries.documents_of(subject, kind)
    standing = next((document for document in sealed if document.voided_at is None), None)
    return Papers(standing, [document for document in sealed if document.voided_at])


def paper_of(subject: BureauRow, kind: DocumentKind) -> Document | None:
    """Return the void document that the address names, else the one that stands. Raises NotFound."""
    sealed, asked = papers(subject, kind), request.args.get("void", "")
    if not asked:
        return sealed.document
    named = next((document for document in sealed.void if str(document.id) == asked), None)
    if named is None:
        raise NotFound
    return named


def pdf_of(document: Document | None, visit: paper.Signed | None = None) -> Response:
    """Answer with a sealed document on paper; a record with what its visit says of the signatures."""
    form = sealed_form(document)
    if document and visit:
        form = paper.with_signatures(form, document if document.voided_at else visit)
    return _pdf(printed.pdf(form, paper.font_directory()), form.number)


def sealed_form(document: Document | None) -> printed.Form:
    """Return what is printed of a sealed document. Raises Conflict where it is no longer what was sealed."""
    if document is None:
        raise NotFound(_("文书还没有签发"))
    if seals.broken_seals(document):
        raise Conflict(_("这份文书与签发时的校验值不一致，不能再作为文书打印；请告知平台运营方核查"))
    return paper.sealed_form(document, current_app.config["SETTINGS"].public_base_url)


def draft_pdf(content: Content, frame: Frame) -> Response:
    return _pdf(printed.pdf(paper.draft_form(content, frame.number(None)), paper.font_directory()), "draft")


def picture_of(form: printed.Form) -> Response:
    """Answer with the pages of a paper as one drawing, to be seen beside what is written."""
    drawn = printed.picture(form, paper.font_directory())
    return _unstored(file_response(drawn, "image/svg+xml", f"{form.kind}.svg", shown=True))


def form_pdf(draw: Callable[[Path | None], bytes], name: str) -> Response:
    """Answer with a form that is signed by pen."""
    return _pdf(draw(paper.font_directory()), name)


def receipt_pdf(document: Document | None, officers: Sequence[Officer]) -> Response:
    """Answer with the receipt of service of a document by its two officers."""
    if document is None:
        raise NotFound(_("文书还没有送达"))
    return form_pdf(lambda fonts: receipts.receipt(document, signers(officers), fonts), "receipt")


def _pdf(content: bytes, name: str) -> Response:
    return _unstored(file_response(content, "application/pdf", f"{name}.pdf", shown=True))


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
