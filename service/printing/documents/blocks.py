"""What a legal document is made of. The words come from whoever makes the document."""

from dataclasses import dataclass

HEADING = "安全生产行政执法文书"


@dataclass(frozen=True)
class Addressee:
    """To whom it is addressed: at the margin, a colon behind."""

    name: str


@dataclass(frozen=True)
class Paragraph:
    """Body text, its first line indented by two characters unless flat."""

    text: str
    flat: bool = False


@dataclass(frozen=True)
class NumberedItem:
    number: int
    text: str


@dataclass(frozen=True)
class Field:
    """A label of the form and what is written on its line."""

    label: str
    value: str


@dataclass(frozen=True)
class Fields:
    """Lines of the form; the fields of one row share its width equally."""

    rows: tuple[tuple[Field, ...], ...]


@dataclass(frozen=True)
class Choices:
    """Boxes of which some are ticked: (words, ticked)."""

    label: str
    options: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; `share` is its part of the width against the shares of the others."""

    title: str
    share: float


@dataclass(frozen=True)
class Table:
    """Its head is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class BlankBelow:
    """The mark after which nothing may be added."""


@dataclass(frozen=True)
class SignatureLine:
    """A line to sign on, and what stands beside it: 证号, a date."""

    label: str
    detail: str = ""


@dataclass(frozen=True)
class Signatures:
    lines: tuple[SignatureLine, ...]


@dataclass(frozen=True)
class Seal:
    """The place of the seal. No seal is ever drawn: it is stamped, or added by a certified service."""

    organ: str
    date: str
    mark: str = "（印章）"


@dataclass(frozen=True)
class Verification:
    """By what anybody can check the paper: the symbol's address, and lines such as the hash in groups."""

    url: str
    lines: tuple[str, ...]


Block = (
    Addressee
    | Paragraph
    | NumberedItem
    | Fields
    | Choices
    | Table
    | BlankBelow
    | Signatures
    | Seal
    | Verification
)


@dataclass(frozen=True)
class Document:
    """A document of A4 pages.

    footer  stands under the last one;  mark  in a frame above the text of each: what makes the paper worthless.
    """

    title: str
    number: str
    blocks: tuple[Block, ...]
    footer: str = ""
    heading: str = HEADING
    mark: str = ""
