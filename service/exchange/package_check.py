"""What an .xlsx must be before any reader touches it: a bounded zip of plain, bounded XML."""

import io
import zipfile

from service.core.acts.problems import _
from service.exchange.package_parts import Parts, a_parser, parse
from service.exchange.sheet_extent import Extent, measure_strings
from service.exchange.unreadable import SAVE_AS, UnreadableWorkbook, damaged, too_large

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 2_000

_SHARED_STRINGS = "sharedstrings.xml"
_STYLES = "xl/styles.xml"


def check_package(content: bytes) -> None:
    """Raise UnreadableWorkbook unless the content is an .xlsx within the limits."""
    if not content:
        raise UnreadableWorkbook(_("文件是空的。请选择有内容的 Excel 文件。"), code="WORKBOOK_EMPTY")
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise UnreadableWorkbook(
            _("这不是 Excel 文件（CSV、网页或其他格式不能导入）。%(save_as)s"),
            code="WORKBOOK_NOT_XLSX",
            save_as=SAVE_AS,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_sizes(package)
            _check_parts(Parts.of(package))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as failure:
        raise damaged() from failure


def _check_sizes(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MAX_PARTS:
        raise too_large(_("工作簿由 %(parts)s 个部件组成，超过 %(most)s 个。请删去图片和多余工作表。"),
                        parts=len(parts), most=MAX_PARTS)  # fmt: skip
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(packed, 1):
        raise too_large(_("工作簿解压后太大（%(megabytes)s MB）。请拆成几个文件，或删去图片后再上传。"),
                        megabytes=unpacked // 1024 // 1024)  # fmt: skip


def _check_parts(parts: Parts) -> None:
    """Follow each part that is XML; the shared strings first, for the cells refer to them."""
    strings = [name for name in parts.by_name if name.rpartition("/")[2] == _SHARED_STRINGS]
    if len(strings) > 1:
        raise damaged()
    shared: list[int] = []
    for name in strings:
        parser = a_parser()
        shared = measure_strings(parser)
        with parts.package.open(parts.by_name[name]) as stream:
            parse(parser, stream)
    for name in parts.by_name:
        if name not in strings and parts.is_xml(name):
            _check_part(parts, name, shared)


def _check_part(parts: Parts, name: str, shared: list[int]) -> None:
    extent, parser = Extent(shared), a_parser()
    if name != _STYLES:
        extent.follow(parser)
    with parts.package.open(parts.by_name[name]) as stream:
        parse(parser, stream, extent.check)
    extent.check()
