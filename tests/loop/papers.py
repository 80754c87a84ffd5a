"""What the people of the loop hold in their hands: workbooks as they make them, photos, and printed paper."""

import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp
from openpyxl import Workbook
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload
from pypdf import PdfReader

from tests.builders.workbooks import (
    LEC_HEADER,
    ROSTER_HEADER,
    a_roster_row,
    an_lec_row,
    an_ls_ledger,
    an_ls_row,
)

PLANT = "安阳市永兴机械制造有限公司"
PLANT_CODE = "91410505MA40X120XD"
NEIGHBOUR = "安阳市北关精细化工有限公司"
NEIGHBOUR_CODE = "91410505MA40X1306U"
ELSEWHERE = "林州市红旗渠铸造有限公司"
ELSEWHERE_CODE = "91410505MA40X14025"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, book: Workbook) -> FilePayload:
    stream = io.BytesIO()
    book.save(stream)
    return {"name": name, "mimeType": WORKBOOK, "buffer": stream.getvalue()}


def roster() -> FilePayload:
    """Three good rows, and two that nobody can import."""
    book = Workbook()
    page = book.active
    page.title = "企业名单"
    page.append(["殷都区工业企业名单"])
    page.append(ROSTER_HEADER)
    for row in (
        a_roster_row(seq=1, name=PLANT, code="９１４１０５０５MA40X120XD", employees=86),
        a_roster_row(seq=2, name=NEIGHBOUR, code=NEIGHBOUR_CODE, industry="C2661"),
        a_roster_row(seq=3, name=ELSEWHERE, code=ELSEWHERE_CODE, area="410581", industry="C3391"),
        a_roster_row(seq=4, name="安阳抄错码机械厂", code="91410505MA40X120X1"),
        a_roster_row(seq=5, name="安阳无此地机械厂", code="91410505MA40X1509G", area="999999"),
    ):
        page.append(row)
    page.merge_cells("A1:I1")
    return workbook("企业名单.xlsx", book)


def ls_ledger() -> FilePayload:
    """As plants keep it: groups merged downwards, full-width figures, a wrong row, a score that does not multiply."""
    rows = [
        an_ls_row(),
        an_ls_row(seq=2, no=None, name=None, kind=None, step="调整模具", source="误动作合模", accident="机械伤害",
                  engineering="双手按钮联锁", emergency="急停后送医"),
        an_ls_row(seq=3, no="FX-002", name="喷漆房", kind="场所", step="喷涂", source="漆雾积聚遇明火",
                  accident="火灾", L="４", S="５", R="２０", level="重大风险", engineering="防爆排风并联锁",
                  emergency="启动灭火系统"),
        an_ls_row(seq=4, no="FX-003", name="天车", step="吊运", source="钢丝绳断丝", accident="起重伤害", L=3, S=4,
                  R=15, engineering="每班检查钢丝绳"),
        an_ls_row(seq=5, no="FX-004", name="砂轮机", step="打磨", source="砂轮碎裂", accident="物体打击", L=9, R=36),
    ]  # fmt: skip
    return workbook("一车间台账.xlsx", an_ls_ledger(rows, merges=("B5:B6", "C5:C6", "D5:D6")))


def lec_ledger() -> FilePayload:
    book = Workbook()
    page = book.active
    page.title = "动力车间"
    page.append(["动力车间风险辨识表（LEC）"])
    page.append(LEC_HEADER)
    page.append(an_lec_row(name="空压机"))
    page.append(
        an_lec_row(seq=2, name="配电室", step="巡检", source="电缆沟积水", L=1, E=6, C=7, D=42, level="低")
    )
    return workbook("动力车间.xlsx", book)


def photo(name: str, colour: str = "#7a8894") -> FilePayload:
    """A small photo of its own; each colour is another picture."""
    picture = Image.new("RGB", (640, 480), colour)
    ImageDraw.Draw(picture).ellipse((200, 120, 440, 360), fill="white", outline="black", width=8)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=80)
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def on_disk(photo: FilePayload, folder: Path) -> Path:
    """Keep a photo as a phone does: a browser that sends a form again reads its files again."""
    path = folder / photo["name"]
    path.write_bytes(photo["buffer"])
    return path


def opened(picture: Path) -> Image.Image:
    return Image.open(io.BytesIO(picture.read_bytes()))


def scanned(picture: Path | Image.Image) -> list[str]:
    """Return what the symbols of a picture hold, as a phone's camera reads them."""
    image = picture if isinstance(picture, Image.Image) else opened(picture)
    return [found.text for found in zxingcpp.read_barcodes(image)]


def pages(pdf: Path) -> list[Image.Image]:
    """Print a PDF at 200 dots per inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=200 / 72).to_pil() for page in document]
    finally:
        document.close()


def link_on(letter: Path) -> str:
    """Return what the one symbol of a letter leads to, read from its picture; the same is printed to be typed."""
    (address,) = [text for page in pages(letter) for text in scanned(page)]
    assert re.search(r"/(?:invitations|m/enrolments)/[\w-]{43}$", address)
    assert urlsplit(address).path in words(letter)
    return address


def words(pdf: Path) -> str:
    """Return the text of a PDF without spaces and line ends, and without what stands between two pages."""
    text = "".join("".join(page.extract_text() for page in PdfReader(pdf).pages).split())
    return re.sub(r"共\d+页第\d+页(（[^（）]+）[^〔]+〔\d{4}〕\d+号)?", "", text)


def embedded_fonts(pdf: Path) -> set[str]:
    """Return the names of the fonts whose shapes are in the file."""
    found = set()
    for page in PdfReader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner.get("/FontDescriptor", {})
            if {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
                found.add(str(inner["/BaseFont"]))
    return found
