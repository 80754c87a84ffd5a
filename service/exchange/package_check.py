"""What an .xlsx must be before any reader touches it: a bounded zip of plain, bounded XML."""

import io
import re
import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from service.core.problems import Problem, Said, _

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 2_000
MAX_ROWS = 50_000
# The reader lays a sheet out as a full rectangle, so one stray cell far out costs as much as all between.
MAX_CELLS = 1_500_000
# It also copies a shared string into every cell that refers to it.
MAX_CHARACTERS = 50_000_000

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx under a password
_XML_STARTS = (b"<", b" ", b"\t", b"\r", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SAVE_AS = Said(_("请用 Excel 或 WPS 打开，选择“另存为”，文件类型选“Excel 工作簿（*.xlsx）”，再上传。"))


class UnreadableWorkbook(Problem):
    """The file itself cannot be imported: nothing of it was."""

    code, status = "WORKBOOK_UNREADABLE", 422
    title = _("这个文件无法导入")


@dataclass
class _Scan:
    """One part followed as the reader will follow it: how far its cells reach, how much text they hold."""

    shared: list[int]
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    characters: int = 0
    _is_shared: bool = False
    _reference: str = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self.settle()
        local = name.rpartition(":")[2]
        if local == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif local == "c":
            self._place(attributes.get("r"))
            self._is_shared = attributes.get("t") == "s"
        elif local in ("v", "is", "f"):
            self.last_row = max(self.last_row, self.row)
            self.last_column = max(self.last_column, self.column)

    def said(self, characters: str) -> None:
        if self._is_shared:
            self._reference += characters
        else:
            self.characters += len(characters)

    def settle(self) -> None:
        """Count the shared string that the cell just left refers to."""
        if self._reference.strip():
            index = int(self._reference)
            self.characters += self.shared[index] if 0 <= index < len(self.shared) else 0
        self._reference = ""

    def _place(self, reference: str | None) -> None:
        match = _REFERENCE.fullmatch(reference or "")
        if match is None:
            self.column += 1
            return
        self.row = int(match[2])
        self.column = 0
        for letter in match[1]:
            self.column = self.column * 26 + ord(letter) - 64


def check_package(content: bytes) -> None:
    """Raise UnreadableWorkbook unless the content is an .xlsx within the limits above."""
    if not content:
        raise UnreadableWorkbook(_("文件是空的。请选择有内容的 .xlsx 文件。"), code="WORKBOOK_EMPTY")
    if content.startswith(_COMPOUND_FILE):
        raise UnreadableWorkbook(
            _("这是旧版 .xls 文件，或者是加了密码的工作簿。%(save_as)s有密码的请先取消密码。"),
            code="WORKBOOK_IS_XLS",
            save_as=_SAVE_AS,
        )
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise UnreadableWorkbook(
            _("这不是 .xlsx 文件（CSV、网页或其他格式不能导入）。%(save_as)s"),
            code="WORKBOOK_NOT_XLSX",
            save_as=_SAVE_AS,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_sizes(package)
            _check_parts(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as failure:
        raise damaged() from failure


def damaged() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _("文件已损坏或不是完整的工作簿。%(save_as)s"), code="WORKBOOK_DAMAGED", save_as=_SAVE_AS
    )


def _too_large(sentence: str, **values: object) -> UnreadableWorkbook:
    return UnreadableWorkbook(Said(sentence, **values), code="WORKBOOK_TOO_LARGE")


def _check_sizes(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MAX_PARTS:
        raise _too_large(_("工作簿由 %(parts)s 个部件组成，超过 %(most)s 个。请删去图片和多余工作表。"),
                         parts=len(parts), most=MAX_PARTS)  # fmt: skip
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(packed, 1):
        raise _too_large(_("工作簿解压后太大（%(megabytes)s MB）。请拆成几个文件，或删去图片后再上传。"),
                         megabytes=unpacked // 1024 // 1024)  # fmt: skip
    if "[Content_Types].xml" not in package.namelist() or "xl/workbook.xml" not in package.namelist():
        raise damaged()


def _check_parts(package: zipfile.ZipFile) -> None:
    shared: list[int] = []
    for part in sorted(package.infolist(), key=lambda part: not _is_shared_strings(part)):
        with package.open(part) as stream:
            is_xml = stream.read(4).startswith(_XML_STARTS)
        if is_xml and not part.filename.endswith(
            ".vml"
        ):  # drawings of comments: seldom well-formed, never read
            _check_part(package, part, shared)


def _is_shared_strings(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower() == "xl/sharedstrings.xml"


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, shared: list[int]) -> None:
    scan = _Scan(shared)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if _is_shared_strings(part):
        _measure_strings(parser, shared)
    elif part.filename.startswith("xl/") and part.filename != "xl/styles.xml":
        parser.StartElementHandler = scan.opened
        parser.CharacterDataHandler = scan.said
    try:
        with package.open(part) as stream:
            while chunk := stream.read(1 << 16):
                parser.Parse(chunk)
                _check_extent(scan)
            parser.Parse(b"", True)
        scan.settle()
    except (expat.ExpatError, ValueError) as failure:
        raise damaged() from failure
    _check_extent(scan)


def _measure_strings(parser: expat.XMLParserType, shared: list[int]) -> None:
    """Let `shared` become the length of each shared string, in order."""

    def opened(name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            shared.append(0)

    def said(characters: str) -> None:
        if shared:
            shared[-1] += len(characters)

    parser.StartElementHandler = opened
    parser.CharacterDataHandler = said


def _refuse_doctype(*_declaration: object) -> None:
    raise UnreadableWorkbook(
        _("工作簿里有不允许的内容（DOCTYPE 或外部实体）。%(save_as)s"),
        code="WORKBOOK_UNSAFE",
        save_as=_SAVE_AS,
    )


def _check_extent(scan: _Scan) -> None:
    if scan.last_row > MAX_ROWS:
        raise _too_large(_("工作表超过 %(most)s 行。请分成几个文件上传，或删去末尾多余的行。"), most=MAX_ROWS)
    if scan.last_row * scan.last_column > MAX_CELLS:
        raise _too_large(_("工作表占用 %(rows)s 行 × %(columns)s 列，太大。请删去右侧和下方多余的单元格。"),
                         rows=scan.last_row, columns=scan.last_column)  # fmt: skip
    if scan.characters > MAX_CHARACTERS:
        raise _too_large(_("工作表的文字太多（超过 %(most)s 字）。请分成几个文件上传。"), most=MAX_CHARACTERS)
