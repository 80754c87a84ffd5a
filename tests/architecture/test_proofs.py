"""Each fault (F) and attack (A) that we stand for has a test that carries its number."""

import ast
import re

from tests.architecture.source import ROOT, python

FAULTS = {*range(1, 14), 15, 16, 17, 18, 19, 21, 22, 23, 28, 35, 36}
ATTACKS = {
    1,
    2,
    3,
    4,
    5,
    6,
    10,
    19,
    20,
    21,
    22,
    23,
    25,
    26,
    27,
    28,
    29,
    30,
    36,
    37,
    38,
    39,
    41,
    42,
    43,
    44,
    46,
    47,
    48,
    49,
    50,
    51,
    57,
    61,
    62,
    63,
    64,
    65,
}
NUMBER = re.compile(r"(?:(?<=^test_)|(?<=\d_))([af])(\d\d)(?=_)")
LOOSE = re.compile(r"^test_(?:\w*_)?[af]_\d\d(?:_|$)|^test_[af]\d(?!\d)")


def names() -> list[str]:
    return [
        node.name
        for _name, tree in python("tests/")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def test_every_fault_and_attack_has_a_test_of_its_number() -> None:
    proven = {letter + number for name in names() for letter, number in NUMBER.findall(name)}
    wanted = {f"f{number:02}" for number in FAULTS} | {f"a{number:02}" for number in ATTACKS}
    assert sorted(wanted - proven) == []


def test_a_number_is_written_in_one_way() -> None:
    assert [name for name in names() if LOOSE.search(name)] == []


def test_every_number_in_a_test_is_explained() -> None:
    lines = (ROOT / "docs/threats.md").read_text(encoding="utf-8")
    explained = {
        f"{letter}{number}".lower() for letter, number in re.findall(r"^\| ([FA])(\d\d) \|", lines, re.M)
    }
    used = {letter + number for name in names() for letter, number in NUMBER.findall(name)}
    assert sorted(used - explained) == []
