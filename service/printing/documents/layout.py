"""How each block of a document becomes strips."""

from dataclasses import replace
from functools import partial, singledispatch

from reportlab.lib.units import mm

from service.printing.documents.blocks import (
    Addressee,
    BlankBelow,
    Block,
    Choices,
    Document,
    NumberedItem,
    Paragraph,
    Seal,
    SignatureLine,
    Signatures,
    Verification,
)
from service.printing.documents.pages import WIDTH, Pen, Strip
from service.printing.fonts import Faces
from service.printing.surface import Type
from service.printing.typeset import broken, fitted, stretches

BODY, LEADING = 16.0, 28.0  # 三号, fixed at 28 points
BASELINE = 18.0  # below the top of a line
FORM, SMALL = 14.0, 10.5  # 四号, 五号
FORM_LEADING = 22.0
TITLE, TITLE_SMALLEST = 22.0, 16.0  # 二号
INDENT = 2 * BODY
SIGNATURE_ROW = 40.0
SIGN_ROOM = 56.0  # width of a name written by hand
SYMBOL = 25 * mm
CLOSING = (BlankBelow, Signatures, Seal, Verification)
COMPANY = 6 * LEADING  # so much of the block before the signatures goes with them to another page


def strips_of(document: Document, faces: Faces) -> list[Strip]:
    """Return the whole document as strips, the signatures bound to the end of the text before them."""
    strips = _head(document, faces)
    before: list[Strip] = []
    for block in document.blocks:
        laid = laid_out(block, faces)
        if isinstance(block, CLOSING):
            strips[len(strips) - len(before) :] = _bound(before)
            laid = [*(replace(strip, keep=True) for strip in laid[:-1]), laid[-1]]
        strips += laid
        before = laid
    return strips


@singledispatch
def laid_out(block: Block, faces: Faces) -> list[Strip]:
    """Return the strips of one block."""
    raise TypeError(f"no layout for {type(block).__name__}")


@laid_out.register
def _(block: Addressee, faces: Faces) -> list[Strip]:
    return _paragraph(f"{block.name}：", faces, indent=0)


@laid_out.register
def _(block: Paragraph, faces: Faces) -> list[Strip]:
    return _paragraph(block.text, faces, indent=0 if block.flat else INDENT)


@laid_out.register
def _(block: NumberedItem, faces: Faces) -> list[Strip]:
    return _paragraph(f"{block.number}．{block.text}", faces, indent=INDENT)


@laid_out.register
def _(block: BlankBelow, faces: Faces) -> list[Strip]:
    kind = Type(faces.body, FORM, centred=True)
    return [Strip(LEADING, lambda pen, top: pen.text((WIDTH / 2, top + BASELINE), "（以下空白）", kind))]


@laid_out.register
def _(block: Choices, faces: Faces) -> list[Strip]:
    kind = Type(faces.body, FORM)
    start = faces.body.width(block.label, FORM)
    rows: list[list[tuple[float, str, bool]]] = [[]]
    x = start
    for words, ticked in block.options:
        advance = faces.body.width("□" + words, FORM) + FORM
        if rows[-1] and x + advance - FORM > WIDTH:
            rows.append([])
            x = start
        rows[-1].append((x, words, ticked))
        x += advance

    def draw_row(number: int, pen: Pen, top: float) -> None:
        baseline = top + BASELINE
        if number == 0:
            pen.text((0, baseline), block.label, kind)
        for left, words, ticked in rows[number]:
            pen.text((left, baseline), "□" + words, kind)
            if ticked:
                pen.text((left, baseline), "√", kind)

    return [
        Strip(LEADING, partial(draw_row, number), keep=number < len(rows) - 1) for number in range(len(rows))
    ]


@laid_out.register
def _(block: Signatures, faces: Faces) -> list[Strip]:
    return [Strip(8, space=True), *(_signature(line, faces) for line in block.lines)]


@laid_out.register
def _(block: Seal, faces: Faces) -> list[Strip]:
    organ = fitted(block.organ + block.mark, faces.body, (WIDTH, LEADING), (BODY, SMALL))
    date_width = faces.body.width(block.date, BODY)
    organ_width = faces.body.width(organ.lines[0], organ.size)
    middle = WIDTH - 4 * BODY - date_width / 2  # GB/T 9704-2012, 7.3.5.1: four characters from the right
    left = min(middle - organ_width / 2, WIDTH - organ_width)

    def draw(pen: Pen, top: float) -> None:
        pen.text((max(left, 0), top + BASELINE), organ.lines[0], Type(faces.body, organ.size))
        pen.text((middle - date_width / 2, top + LEADING + BASELINE), block.date, Type(faces.body, BODY))

    return [Strip(14, space=True), Strip(2 * LEADING, draw)]


@laid_out.register
def _(block: Verification, faces: Faces) -> list[Strip]:
    kind = Type(faces.body, SMALL)
    left = SYMBOL + 14
    lines = [part for line in block.lines for part in broken(line, faces.body, SMALL, WIDTH - left)]
    leading = SMALL * 1.6
    height = max(SYMBOL, len(lines) * leading)

    def draw(pen: Pen, top: float) -> None:
        pen.qr((0, top), SYMBOL, block.url)
        first = top + (height - len(lines) * leading) / 2 + SMALL * 1.15
        for number, line in enumerate(lines):
            pen.text((left, first + number * leading), line, kind)

    return [Strip(14, space=True), Strip(height, draw)]


def _signature(line: SignatureLine, faces: Faces) -> Strip:
    """Return a line with room to sign; a long label stands above it."""
    kind = Type(faces.body, FORM)
    split, end = (WIDTH * 0.58, WIDTH * 0.58 - 12) if line.detail else (WIDTH, WIDTH)
    label = broken(line.label, faces.body, FORM, WIDTH)
    beside = faces.body.width(line.label, FORM) + SIGN_ROOM <= end
    height = SIGNATURE_ROW + (0 if beside else len(label) * FORM_LEADING)

    def draw(pen: Pen, top: float) -> None:
        baseline, under = top + height - 12, top + height - 6
        for number, words in enumerate(label):
            pen.text((0, baseline if beside else top + BASELINE + number * FORM_LEADING), words, kind)
        pen.rule((0, under), (end, under))
        if line.detail:
            pen.text((split, baseline), line.detail, kind)
            pen.rule((split, under), (WIDTH, under))

    return Strip(height, draw)


def _head(document: Document, faces: Faces) -> list[Strip]:
    heading, spread = document.heading, FORM * 0.3
    width = faces.body.width(heading, FORM) + spread * (len(heading) - 1)
    title = fitted(document.title, faces.bold, (WIDTH, 2 * TITLE * 1.3), (TITLE, TITLE_SMALLEST))

    def draw(pen: Pen, top: float) -> None:
        pen.text(((WIDTH - width) / 2, top + 14), heading, Type(faces.body, FORM), spread)
        for number, line in enumerate(title.lines):
            baseline = top + 28 + title.leading * number + title.size
            pen.text((WIDTH / 2, baseline), line, Type(faces.bold, title.size, centred=True))
        below = top + 28 + title.height + BASELINE
        pen.text((WIDTH / 2, below), document.number, Type(faces.body, BODY, centred=True))

    return [Strip(28 + title.height + LEADING + 14, draw)]


def _paragraph(text: str, faces: Faces, indent: float) -> list[Strip]:
    lines = broken(text, faces.body, BODY, WIDTH, indent)
    last = len(lines) - 1
    leads_in = text.endswith("：")

    def strip(number: int) -> Strip:
        start = indent if number == 0 else 0
        line = lines[number]
        spread = _spread(line, faces, WIDTH - start, last=number == last)

        def draw(pen: Pen, top: float) -> None:
            pen.text((start, top + BASELINE), line, Type(faces.body, BODY), spread)

        return Strip(LEADING, draw, keep=leads_in if number == last else number in (0, last - 1))

    return [strip(number) for number in range(len(lines))]


def _spread(line: str, faces: Faces, measure: float, last: bool) -> float:
    """Return the space after each Chinese character that makes a line end at the margin."""
    missing = measure - faces.body.width(line, BODY)
    gaps = sum(map(stretches, line[:-1]))
    if not gaps or (last and missing > 0) or missing > measure * 0.2:
        return 0.0
    return missing / gaps


def _bound(strips: list[Strip]) -> list[Strip]:
    """Bind the end of a block to what follows: its last strip, and as many before it as COMPANY holds."""
    bound, height = list(strips), 0.0
    for number in range(len(strips) - 1, -1, -1):
        height += strips[number].height
        if number < len(strips) - 1 and height > COMPANY:
            break
        bound[number] = replace(strips[number], keep=True)
    return bound
