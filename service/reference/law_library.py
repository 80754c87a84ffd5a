"""Reads laws.json and articles.jsonl of a directory, and says what is wrong. Touches no database."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from service.core.acts.problems import Invalid, Message, _

LAWS, ARTICLES = "laws.json", "articles.jsonl"
SHOWN = 20  # faults named per file
Row = dict[str, Any]
Version = tuple[str, str]

LAW_TEXTS = ("law_code", "version", "title", "short_title", "level", "issuer", "source")
ARTICLE_TEXTS = ("law_code", "version", "article_label", "text")
ARTICLE_NUMBERS = ("article_no", "article_sub", "paragraph")


@dataclass
class Library:
    laws: dict[Version, Row]
    articles: dict[Version, list[Row]]
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def wrong(self, file: str, sentence: str, **values: Any) -> None:
        if len(self.faults[file]) < SHOWN:
            self.faults[file].append(Message(sentence, **values))


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
        law["content_sha256"] = fingerprint(library.articles[version])
    return library


def fingerprint(articles: list[Row]) -> str:
    return sha256(json.dumps(articles, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


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
            law = _law(entry)
        except (KeyError, TypeError, ValueError) as error:
            library.wrong(LAWS, _("第 %(number)d 部：%(error)s 缺少或不正确"), number=number, error=error)
            continue
        version = law["law_code"], law["version"]
        if version in library.laws:
            library.wrong(LAWS, _("第 %(number)d 部：版本重复"), number=number)
        library.laws[version] = law


def _law(entry: Row) -> Row:
    return _texts(entry, LAW_TEXTS[:4]) | {
        "rank": _text(entry, "level"),
        "issuer": _text(entry, "issuer"),
        "source": _text(entry, "source"),
        "document_no": entry.get("document_no"),
        "adopted_on": _day(entry.get("adopted_on")),
        "effective_from": date.fromisoformat(entry["effective_from"]),
        "effective_to": _day(entry.get("effective_to")),
        "has_text": bool(entry["has_text"]),
        "verified": False,
    }


def _read_articles(library: Library, file: Path) -> None:
    seen: Counter[tuple[object, ...]] = Counter()
    for number, entry in _lines(library, file):
        try:
            row = _article(entry)
        except (KeyError, TypeError, ValueError) as error:
            library.wrong(ARTICLES, _("第 %(number)d 行：%(error)s 缺少或不正确"), number=number, error=error)
            continue
        version = row["law_code"], row["version"]
        key = (*version, row["article"], row["article_sub"], row["paragraph"], row["item"])
        seen[key] += 1
        if seen[key] > 1:
            library.wrong(ARTICLES, _("第 %(number)d 行：条款重复"), number=number)
        elif version not in library.laws:
            library.wrong(ARTICLES, _("第 %(number)d 行：laws.json 中没有这部法规的这个版本"), number=number)
        else:
            library.articles[version].append(row)


def _lines(library: Library, file: Path) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError:
            library.wrong(ARTICLES, _("第 %(number)d 行：不是 JSON"), number=number)


def _article(entry: Row) -> Row:
    numbers = {name: _number(entry, name) for name in ARTICLE_NUMBERS}
    return _texts(entry, ("law_code", "version", "text")) | {
        "article": numbers["article_no"],
        "article_sub": numbers["article_sub"],
        "paragraph": numbers["paragraph"],
        "item": 0 if entry["item"] is None else _number(entry, "item"),
        "label": _text(entry, "article_label"),
        "item_label": entry.get("item_label"),
        "chapter": entry.get("chapter"),
        "section": entry.get("section"),
    }


def _check_versions(library: Library) -> None:
    by_code: dict[str, list[Row]] = defaultdict(list)
    for law in library.laws.values():
        by_code[law["law_code"]].append(law)
    for code, versions in by_code.items():
        versions.sort(key=lambda law: law["effective_from"])
        for earlier, later in zip(versions, versions[1:], strict=False):
            if earlier["effective_to"] is None or earlier["effective_to"] >= later["effective_from"]:
                library.wrong(LAWS, _("%(code)s 的两个版本施行日期重叠"), code=code)


def _texts(entry: Row, names: tuple[str, ...]) -> Row:
    return {name: _text(entry, name) for name in names}


def _text(entry: Row, name: str) -> str:
    value = entry[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(name)
    return value


def _number(entry: Row, name: str) -> int:
    value = entry[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(name)
    return value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
