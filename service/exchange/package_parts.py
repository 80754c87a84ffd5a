"""Which parts of a package are XML: what its [Content_Types].xml says, never what they begin with.

ECMA-376 part 2, clause 7.2.3: an Override names a part, a Default an extension; both ignore case.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from service.exchange.unreadable import damaged, unsafe

CONTENT_TYPES = "[content_types].xml"
WORKBOOK = "xl/workbook.xml"
_RELATIONS_OF_PACKAGE = "_rels/.rels"
_RELATIONS_OF_WORKBOOK = "xl/_rels/workbook.xml.rels"
_ALWAYS_XML = (".xml", ".rels")

Opened = Callable[[str, dict[str, str]], None]


@dataclass
class Parts:
    """The parts of a package by their names in lower case; no name stands twice."""

    package: zipfile.ZipFile
    by_name: dict[str, zipfile.ZipInfo]
    _defaults: dict[str, str] = field(default_factory=dict)
    _overrides: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, package: zipfile.ZipFile) -> "Parts":
        """Read the declarations. Raises UnreadableWorkbook where a reader could be led past them."""
        by_name = {part.filename.lower(): part for part in package.infolist()}
        if len(by_name) != len(package.infolist()) or not {CONTENT_TYPES, WORKBOOK} <= by_name.keys():
            raise damaged()
        parts = cls(package, by_name)
        parts._follow(CONTENT_TYPES, parts._declare)
        parts._check_workbook()
        return parts

    def is_xml(self, name: str) -> bool:
        """Tell by the declared type; what is named as XML counts as such whatever is declared."""
        kind = self._overrides.get(name) or self._defaults.get(name.rpartition(".")[2], "")
        return name.endswith(_ALWAYS_XML) or kind in ("application/xml", "text/xml") or kind.endswith("+xml")

    def _declare(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").partition(";")[0].strip().lower()
        if _local(name) == "Override":
            self._overrides[attributes.get("PartName", "").lstrip("/").lower()] = kind
        elif _local(name) == "Default":
            self._defaults[attributes.get("Extension", "").lower()] = kind

    def _check_workbook(self) -> None:
        """The one workbook lies where we look for it, and each of its sheets is XML by declaration."""
        for relation in self._relations(_RELATIONS_OF_PACKAGE):
            if relation["Type"].endswith("/officeDocument") and _plain(relation["Target"]) != WORKBOOK:
                raise damaged()
        if any(_base(name) == _base(WORKBOOK) for name in self.by_name.keys() - {WORKBOOK}):
            raise damaged()
        sheets = self._sheet_relations()
        bases = {
            _base(relation["Target"])
            for relation in self._relations(_RELATIONS_OF_WORKBOOK)
            if relation["Id"] in sheets
        }
        if any(_base(name) in bases and not self.is_xml(name) for name in self.by_name):
            raise damaged()

    def _sheet_relations(self) -> set[str]:
        ids: set[str] = set()

        def opened(name: str, attributes: dict[str, str]) -> None:
            if _local(name) == "sheet":
                ids.update(value for key, value in attributes.items() if _local(key) == "id")

        self._follow(WORKBOOK, opened)
        return ids

    def _relations(self, name: str) -> list[dict[str, str]]:
        relations: list[dict[str, str]] = []

        def opened(name: str, attributes: dict[str, str]) -> None:
            if _local(name) == "Relationship":
                relations.append({key: attributes.get(key, "") for key in ("Id", "Type", "Target")})

        if name in self.by_name:
            self._follow(name, opened)
        return relations

    def _follow(self, name: str, opened: Opened) -> None:
        parser = a_parser()
        parser.StartElementHandler = opened
        with self.package.open(self.by_name[name]) as stream:
            parse(parser, stream)


def a_parser() -> expat.XMLParserType:
    """Return a parser that refuses a DOCTYPE: no entity is ever declared."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse(
    parser: expat.XMLParserType, stream: IO[bytes], after_chunk: Callable[[], None] = lambda: None
) -> None:
    """Read a part to its end. Raises UnreadableWorkbook where it is no plain XML."""
    try:
        while chunk := stream.read(1 << 16):
            parser.Parse(chunk)
            after_chunk()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as failure:
        raise damaged() from failure


def _refuse_doctype(*_declaration: object) -> None:
    raise unsafe()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _plain(target: str) -> str:
    return target.lower().removeprefix("/").removeprefix("./")


def _base(name: str) -> str:
    return name.lower().replace("\\", "/").rpartition("/")[2]
