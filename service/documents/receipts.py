"""送达回证: the receipt of service of a document, printed and signed by pen."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from service.core import clock
from service.core.acts.problems import NotFound, _
from service.documents import queries
from service.documents.content import Signer, day_in_words, minute_in_words
from service.documents.models import Document, DocumentService
from service.documents.states import FormKind, ServiceMode
from service.documents.titles import DOCUMENT_TITLES, MODE_TITLES
from service.enterprises import queries as enterprises
from service.printing import documents
from service.reference.queries import rulebook

OUTCOMES = {ServiceMode.LEFT: "retained", ServiceMode.POST: "posted", ServiceMode.ELECTRONIC: "arrived"}


def receipt(document: Document, officers: Sequence[Signer], fonts: Path | None = None) -> bytes:
    """Return 送达回证 of a document that was handed over, sent, or left before a witness."""
    served = queries.service_of(document)
    if served is None:
        raise NotFound(_("文书还没有送达"))
    sealed, day = json.loads(document.content), clock.day_of(served.at)
    plant = enterprises.addressee(document.enterprise_id)
    template = rulebook.template(FormKind.RECEIPT, day)
    content = {
        "heading": template.wording["head"],
        "title": template.title,
        "document_title": str(DOCUMENT_TITLES[document.kind]),
        "document_number": document.number,
        "unit": sealed["unit"],
        "place": plant.address or plant.town,
        "mode": served.mode,
        "mode_title": str(MODE_TITLES[served.mode]),
        "at": minute_in_words(served.at),
        "receiver": served.receiver,
        "receiver_post": served.receiver_post,
        "consent": served.consent,
        "refusal": served.refusal,
        "witness": served.witness,
        "outcome": _outcome(template.wording, served),
        "officers": [vars(officer) for officer in officers],
        "issuer": sealed["issuer"],
        "day": day_in_words(day),
    }
    return documents.pdf(documents.Form(template.kind, template.version, content, day), fonts)


def _outcome(words: Mapping[str, str], served: DocumentService) -> str:
    """Return how it was served; a template until November 2026 says of all that was not left that it was received."""
    sentence = words.get(OUTCOMES.get(served.mode, ""), words["delivered"])
    return sentence.format(reason=served.refusal.rstrip("。"), witness=served.witness)
