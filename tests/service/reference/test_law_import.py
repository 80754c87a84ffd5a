"""An operator's library of laws: taken whole, or refused with the file and the line."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from service.core.acts.ledger_forms import differences
from service.core.acts.problems import Invalid
from service.core.db.transactions import db, reading, transaction
from service.core.db.upserts import upsert
from service.core.tenancy.scope import Scope, opened
from service.reference import commands, law_library
from service.reference.models import BasisCitation
from service.reference.queries import laws as law_queries
from tests.builders.entries import left_by
from tests.builders.shared import shared

pytestmark = pytest.mark.both

OLD, NEW = "2014-12-01", "2021-09-01"
NOTHING = {"created": 0, "updated": 0, "unchanged": 0, "removed": 0}


def a_law(version=NEW, **changes):
    return {
        "law_code": "AQSCF",
        "version": version,
        "title": "中华人民共和国安全生产法",
        "short_title": "安全生产法",
        "level": "法律",
        "document_no": None,
        "issuer": "全国人民代表大会常务委员会",
        "adopted_on": None,
        "effective_from": version,
        "effective_to": None,
        "has_text": True,
        "source": "项目自拟",
    } | changes


def an_article(article, text, version=NEW, **changes):
    return {
        "law_code": "AQSCF",
        "version": version,
        "article_no": article,
        "article_sub": 0,
        "article_label": f"第{article}条",
        "chapter": None,
        "section": None,
        "paragraph": 1,
        "item": None,
        "item_label": None,
        "text": text,
    } | changes


@pytest.fixture
def library(tmp_path):
    def write(laws, articles):
        (tmp_path / "laws.json").write_text(json.dumps(laws))
        (tmp_path / "articles.jsonl").write_text("\n".join(json.dumps(one) for one in articles))
        return tmp_path

    return write


@pytest.fixture
def operator(app) -> Iterator[None]:
    with app.app_context(), opened(Scope.platform()):
        yield


def imported(directory: Path):
    with transaction():
        return commands.import_laws(directory)


def text(article, paragraph=1, item=0):
    return words_of(law_queries.Clause("AQSCF", NEW, article, paragraph, item, ""))


def words_of(clause):
    return law_queries.clause_texts([clause]).get(clause, "")


def also_cited_in(version, article):
    """Let basis A01 cite the law in another version too, where the clause has another number."""
    key = {"basis_code": "A01", "role": "violated", "position": 2, "law_code": "AQSCF", "version": version}
    with transaction():
        clause = {"article": article, "paragraph": 1, "item": 0, "label": f"旧法第{article}条"}
        upsert([BasisCitation(**key | clause)])


@pytest.mark.parametrize("held", [True, False])
def test_the_version_of_a_clause_is_chosen_by_the_day_of_the_finding(operator, library, held):
    also_cited_in(OLD, 38)
    if held:
        laws = [a_law(OLD, effective_to="2021-08-31"), a_law(NEW)]
        imported(library(laws, [an_article(38, "旧文", OLD), an_article(41, "新文")]))
    with reading():
        for day, version, article, words in (
            (date(2021, 8, 31), OLD, 38, "旧文"),
            (date(2021, 9, 1), NEW, 41, "新文"),
        ):
            found = law_queries.citation(law_queries.bases_by_code(["A01"])["A01"], day)
            (clause,) = found.violated
            assert (clause.version, clause.article) == (version, article)
            assert words_of(clause) == (words if held else "")
            assert held or found.in_force


def test_where_no_cited_version_was_in_force_the_latest_is_cited_with_a_warning(operator):
    with reading():
        found = law_queries.citation(law_queries.bases_by_code(["A01"])["A01"], date(2014, 11, 30))
        assert [one.version for one in found.violated] == [NEW]
        assert not found.in_force and "2014-11-30" in found.warnings[0]


def test_a_paragraph_that_the_law_does_not_have_has_no_text(operator, library):
    imported(library([a_law()], [an_article(38, "新文")]))
    with reading():
        assert (text(38), text(38, 2)) == ("新文", "")


def test_an_item_is_found_beside_its_paragraph(operator, library):
    rows = [
        an_article(101, "有下列行为之一的："),
        an_article(101, "未建立制度的；", item=4, item_label="（四）"),
    ]
    imported(library([a_law()], rows))
    with reading():
        assert text(101, item=4) == "未建立制度的；"
        assert text(101) == "有下列行为之一的："


def test_importing_again_changes_nothing(operator, library):
    place = library([a_law()], [an_article(41, "正文")])
    assert imported(place)["articles"] == NOTHING | {"created": 1}
    again = imported(place)
    assert (again["laws"], again["articles"]) == (NOTHING | {"unchanged": 1}, NOTHING | {"unchanged": 1})


def test_a_corrected_library_updates_adds_and_removes_clauses(operator, library):
    imported(library([a_law()], [an_article(1, "一"), an_article(2, "错"), an_article(3, "三")]))
    found = imported(library([a_law()], [an_article(1, "一"), an_article(2, "对"), an_article(4, "四")]))
    assert found["articles"] == {"created": 1, "updated": 1, "unchanged": 1, "removed": 1}
    assert found["laws"] == NOTHING | {"updated": 1}
    with reading():
        assert text(2) == "对"


def test_a_clause_of_our_bases_that_the_text_lacks_is_named(operator, library):
    unresolved = imported(library([a_law()], [an_article(1, "一")]))["unresolved"]
    assert "《中华人民共和国安全生产法》第四十一条第一款" in unresolved


def test_a_basis_whose_law_was_not_in_force_that_day_warns(operator, library):
    imported(library([a_law()], [an_article(41, "正文")]))
    with reading():
        basis = law_queries.bases_by_code(["A01"])["A01"]
        assert "2021-08-31" in law_queries.citation(basis, date(2021, 8, 31)).warnings[0]
        assert law_queries.citation(basis, date(2021, 9, 1)).warnings == ()


@pytest.mark.parametrize(
    ("laws", "articles", "file", "fault"),
    [
        ([a_law()], [an_article(1, "一"), an_article(1, "又一")], "articles.jsonl", "第 2 行：条款重复"),
        ([a_law()], [an_article(1, "")], "articles.jsonl", "第 1 行：text 缺少或不正确"),
        (
            [a_law()],
            [an_article(1, "一", paragraph="1")],
            "articles.jsonl",
            "第 1 行：paragraph 缺少或不正确",
        ),
        ([], [an_article(1, "一")], "articles.jsonl", "第 1 行：laws.json 中没有这部法规的这个版本"),
        ([a_law(), a_law()], [], "laws.json", "第 2 部：版本重复"),
        ([a_law(OLD), a_law(NEW)], [], "laws.json", "AQSCF 的两个版本施行日期重叠"),
        ([a_law(title=None)], [], "laws.json", "第 1 部：title 缺少或不正确"),
        ({"laws": []}, [], "laws.json", "不是 JSON 数组"),
    ],
)
def test_a_faulty_library_is_refused_with_its_place(library, laws, articles, file, fault):
    with pytest.raises(Invalid) as refused:
        law_library.read(library(laws, articles))
    assert fault in refused.value.errors[file]


def test_a_broken_line_is_named(library):
    place = library([a_law()], [an_article(1, "一")])
    with (place / "articles.jsonl").open("a") as lines:
        lines.write("\n{broken")
    with pytest.raises(Invalid) as refused:
        law_library.read(place)
    assert refused.value.errors["articles.jsonl"] == ["第 2 行：不是 JSON"]


def test_a_directory_without_the_files_is_refused(tmp_path):
    with pytest.raises(Invalid) as refused:
        law_library.read(tmp_path)
    assert list(refused.value.errors) == ["laws.json"]


@pytest.mark.slow
def test_every_citation_of_our_bases_resolves_in_the_real_library(operator):
    found = imported(shared("data", "laws"))
    assert (found["laws"]["created"], found["articles"]["created"]) == (42, 4460)
    assert found["unresolved"] == []
    with reading():
        cited = [clause for basis in law_queries.bases() for clause in basis.citations]
        days = [(clause, date.fromisoformat(clause.version)) for clause in cited]
        known = law_queries.bases_by_code([clause.basis_code for clause in cited])
        chosen = [law_queries.citation(known[clause.basis_code], day) for clause, day in days]
        clauses = {one for found in chosen for one in (*found.violated, *found.penalty)}
        texts = law_queries.clause_texts(clauses)
    assert len(cited) == 414 and texts.keys() == clauses and all(texts.values())
    db.session.remove()


def test_the_command_prints_what_became_of_the_library(app, library):
    place = library([a_law()], [an_article(1, "一")])
    done = app.test_cli_runner().invoke(args=["import", "laws", str(place)])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["articles"] == NOTHING | {"created": 1}


def test_the_command_leaves_one_entry_of_what_it_brought_each_time(app, library):
    place = library([a_law()], [an_article(1, "一"), an_article(2, "二")])

    def run() -> None:
        app.test_cli_runner().invoke(args=["import", "laws", str(place)])

    with app.app_context():
        for brought in (NOTHING | {"created": 2}, NOTHING | {"unchanged": 2}):
            (entry,) = left_by(run)
            assert (entry.act, entry.after) == ("reference.import_laws", brought)
            assert differences(entry) == []


def test_the_command_names_the_faults_and_ends_with_two(app, library):
    done = app.test_cli_runner().invoke(args=["import", "laws", str(library([a_law(title=None)], []))])
    assert done.exit_code == 2
    assert "laws.json: 第 1 部：title 缺少或不正确" in done.stderr
