"""Reads laws.json and articles.jsonl of a directory, and says what is wrong. Touches no database."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from service.core.acts.problems import Invalid, Message, _
from service.core.db.tables import columns_of
from service.reference.models import Law, LawArticle

LAWS, ARTICLES = "laws.json", "articles.jsonl"
SHOWN = 20  # faults named per file
Version = tuple[str, str]


@dataclass
class Library:
    laws: dict[Version, Law]
    articles: dict[Version, list[LawArticle]]
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def wrong(self, file: str, sentence: str, **values: Any) -> None:
        if len(self.faults[file]) < SHOWN:
            self.faults[file].append(Message(sentence, **values))


@dataclass(frozen=True)
class Entry:
    """A law or a clause as its file tells of it: what is missing or of another kind raises one of UNREADABLE."""

    members: Mapping[str, object]

    def text(self, name: str) -> str:
        value = self.members[name]
        if not isinstance(value, str) or not value.strip():
            raise ValueError(name)
        return value

    def note(self, name: str) -> str | None:
        value = self.members.get(name)
        if not isinstance(value, str | None):
            raise ValueError(name)
        return value

    def number(self, name: str) -> int:
        value = self.members[name]
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError(name)
        return value

    def day(self, name: str) -> date | None:
        text = self.note(name)
        return date.fromisoformat(text) if text else None


UNREADABLE = (KeyError, TypeError, ValueError)


def read(directory: Path) -> Library:
    """Return the laws and their articles as rows of the tables.

    Raises Invalid, naming file and line, for anything missing, unreadable, repeated or overlapping.
    """
    library = Library({}, defaultdict(list))
    for name in (LAWS, ARTICLES):
        if not (directory / name).is_file():
            raise Invalid.at(name, _("目录 %(directory)s 中没有这个文件"), directory=directory)
    _read_laws(library, directory / LAWS)
    _read_articles(library, directory / ARTICLES)
    _check_versions(library)
    if library.faults:
        raise Invalid(_("法规库没有导入"), errors=library.faults)
    for version, law in library.laws.items():
        law.content_sha256 = fingerprint(library.articles[version])
    return library


def fingerprint(articles: list[LawArticle]) -> str:
    rows = [columns_of(article) for article in articles]
    return sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _read_laws(library: Library, file: Path) -> None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        content = None
    if not isinstance(content, list):
        library.wrong(LAWS, _("不是 JSON 数组"))
        return
    for number, entry in enumerate(content, start=1):
        try:
            law = _law(Entry(entry))
        except UNREADABLE as error:
            library.wrong(LAWS, _("第 %(number)d 部：%(error)s 缺少或不正确"), number=number, error=error)
            continue
        version = law.law_code, law.version
        if version in library.laws:
            library.wrong(LAWS, _("第 %(number)d 部：版本重复"), number=number)
        library.laws[version] = law


def _law(entry: Entry) -> Law:
    return Law(
        law_code=entry.text("law_code"),
        version=entry.text("version"),
        title=entry.text("title"),
        short_title=entry.text("short_title"),
        rank=entry.text("level"),
        issuer=entry.text("issuer"),
        source=entry.text("source"),
        document_no=entry.note("document_no"),
        adopted_on=entry.day("adopted_on"),
        effective_from=date.fromisoformat(entry.text("effective_from")),
        effective_to=entry.day("effective_to"),
        has_text=bool(entry.members["has_text"]),
        verified=False,
    )


def _read_articles(library: Library, file: Path) -> None:
    seen: Counter[tuple[object, ...]] = Counter()
    for number, entry in _lines(library, file):
        try:
            row = _article(entry)
        except UNREADABLE as error:
            library.wrong(ARTICLES, _("第 %(number)d 行：%(error)s 缺少或不正确"), number=number, error=error)
            continue
        version = row.law_code, row.version
        key = (*version, row.article, row.article_sub, row.paragraph, row.item)
        seen[key] += 1
        if seen[key] > 1:
            library.wrong(ARTICLES, _("第 %(number)d 行：条款重复"), number=number)
        elif version not in library.laws:
            library.wrong(ARTICLES, _("第 %(number)d 行：laws.json 中没有这部法规的这个版本"), number=number)
        else:
            library.articles[version].append(row)


def _lines(library: Library, file: Path) -> Iterator[tuple[int, Entry]]:
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, Entry(json.loads(line))
        except ValueError:
            library.wrong(ARTICLES, _("第 %(number)d 行：不是 JSON"), number=number)


def _article(entry: Entry) -> LawArticle:
    return LawArticle(
        article=entry.number("article_no"),
        article_sub=entry.number("article_sub"),
        paragraph=entry.number("paragraph"),
        law_code=entry.text("law_code"),
        version=entry.text("version"),
        text=entry.text("text"),
        item=0 if entry.members["item"] is None else entry.number("item"),
        label=entry.text("article_label"),
        item_label=entry.note("item_label"),
        chapter=entry.note("chapter"),
        section=entry.note("section"),
    )


def _check_versions(library: Library) -> None:
    by_code: dict[str, list[Law]] = defaultdict(list)
    for law in library.laws.values():
        by_code[law.law_code].append(law)
    for code, versions in by_code.items():
        versions.sort(key=lambda law: law.effective_from)
        for earlier, later in zip(versions, versions[1:], strict=False):
            if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
                library.wrong(LAWS, _("%(code)s 的两个版本施行日期重叠"), code=code)
