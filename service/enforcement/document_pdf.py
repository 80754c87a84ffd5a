"""A sealed document on paper: a rendering of its canonical content, and whether it was made void since."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.core import clock
from service.enforcement.document_content import day_in_words
from service.enforcement.models.documents import Document
from service.enforcement.rules.states import DocumentKind
from service.printing import documents
from service.printing.documents.blocks import (
    Addressee,
    BlankBelow,
    Block,
    Column,
    Field,
    Fields,
    NumberedItem,
    Paragraph,
    Seal,
    SignatureLine,
    Signatures,
    Table,
    Verification,
)

Content = Mapping[str, Any]
DAY_BLANK, MINUTE_BLANK = "　　　年　　月　　日", "　年　月　日　时　分"
DRAFT = "草稿，尚未签发"
SHOWN_HASH = 16  # of 64 digits: enough to compare by eye


def verify_url(base: str, code: str) -> str:
    """Return what the QR holds, upper-case so that it fits the alphanumeric mode."""
    return f"{base}/verify/{code}".upper()


def sealed_pdf(document: Document, base: str, fonts: Path | None = None) -> bytes:
    """Return the pages of a sealed document with the symbol by which anybody can check it."""
    shown = document.sha256[:SHOWN_HASH]
    groups = " ".join(shown[start : start + 4] for start in range(0, SHOWN_HASH, 4))
    lines: tuple[str, ...] = ("扫码核对本文书的文号、日期和校验值。", f"校验值 {groups}")
    mark = mark_of(document)
    if mark:
        lines += (f"{mark}。",)
    verification = Verification(verify_url(base, document.code), lines)
    content = json.loads(document.content)
    return documents.pdf(replace(_page(content, content["number"], (verification,)), mark=mark), fonts)


def mark_of(document: Document | None) -> str:
    """Return what stands on every page that nobody may act upon: of a draft, or of what was made void."""
    if document is None:
        return DRAFT
    if document.voided_at is None:
        return ""
    return f"本文书已于{day_in_words(clock.day_of(document.voided_at))}撤销，不再有效"


def draft_pdf(content: Content, number: str, fonts: Path | None = None) -> bytes:
    """Return the pages as they would be sealed now, without a serial and without a symbol."""
    return documents.pdf(replace(_page(content, number, ()), mark=mark_of(None)), fonts)


def _page(content: Content, number: str, closing: tuple[Block, ...]) -> documents.Document:
    match DocumentKind(content["kind"]):
        case DocumentKind.SITE_RECORD:
            blocks = _site_record(content)
        case DocumentKind.ORDER:
            blocks = _order(content)
        case DocumentKind.OPINION:
            blocks = _opinion(content)
    return documents.Document(
        content["title"], number, (*blocks, *closing), content["copies"], heading=content["heading"]
    )


def _officers(content: Content) -> tuple[SignatureLine, ...]:
    return tuple(
        SignatureLine("安全生产执法人员（签名）：", f"证号：{officer['certificate']}")
        for officer in content["officers"]
    )


def _site_record(content: Content) -> tuple[Block, ...]:
    rows = (
        (Field("被检查单位：", content["unit"]),),
        (Field("地址：", content["address"]),),
        (
            Field("法定代表人（负责人）：", content["legal_representative"]),
            Field("联系电话：", content["phone"]),
        ),
        (Field("现场负责人：", content["met_person"]), Field("职务：", content["met_post"])),
        (Field("检查场所：", content["site"]),),
        (Field("检查时间：", content["time"]),),
    )
    return (
        Fields(rows),
        Paragraph(content["identity"]),
        Paragraph(content["recusal"]),
        Paragraph(content["findings_heading"]),
        *(NumberedItem(number, text) for number, text in enumerate(content["findings"], start=1)),
        BlankBelow(),
        Signatures(
            (
                *_officers(content),
                SignatureLine("以上记录属实，被检查单位现场负责人（签名）：", MINUTE_BLANK),
            )
        ),
    )


def _order(content: Content) -> tuple[Block, ...]:
    return (
        Addressee(content["unit"]),
        Paragraph(content["opening"]),
        *(NumberedItem(item["number"], item["text"]) for item in content["items"]),
        Paragraph(content["demand"]),
        Paragraph(content["meanwhile"]),
        Paragraph(content["appeal"]),
        Signatures((*_officers(content), SignatureLine("被检查单位负责人（签名）：", DAY_BLANK))),
        Seal(content["issuer"], content["day"]),
    )


def _opinion(content: Content) -> tuple[Block, ...]:
    columns = (Column("序号", 1), Column("原问题", 5), Column("整改情况", 3.5), Column("结论", 1.4))
    rows = tuple(
        (str(item["number"]), item["text"], item["fact"], item["verdict"]) for item in content["items"]
    )
    return (
        Addressee(content["unit"]),
        Paragraph(content["opening"]),
        Table(columns, rows),
        Paragraph(content["overall"]),
        *(Paragraph(sentence) for sentence in content["again"]),
        Signatures((SignatureLine("被复查单位负责人（签名）：", DAY_BLANK), *_officers(content))),
        Seal(content["issuer"], content["day"]),
    )
