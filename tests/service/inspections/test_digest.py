"""What two sendings of a record are compared by: stored digests are compared with it, so it stays as it is."""

from typing import Any

import pytest

from service.core.forms import take
from service.inspections.commands import answering
from service.inspections.schemas import RecordForm

OCCURRENCE = "0192f0c4-5e1a-7b3c-8d2e-4f6a7b8c9d0e"
ANSWERS: list[dict[str, Any]] = [
    {
        "item_id": "0192f0c4-5e1a-7b3c-8d2e-000000000003",
        "answer": "failed",
        "words": "",
        "photos": ["0192f0c4-5e1a-7b3c-8d2e-0000000000a2", "0192f0c4-5e1a-7b3c-8d2e-0000000000a1"],
    },
    {
        "item_id": "0192f0c4-5e1a-7b3c-8d2e-000000000001",
        "answer": "normal",
        "words": "阀门“完好”\\ 😀",
        "photos": [],
    },
    {"item_id": "0192F0C4-5E1A-7B3C-8D2E-000000000004", "answer": "not_applicable"},
    {"item_id": "0192f0c4-5e1a-7b3c-8d2e-000000000002", "answer": "failed", "words": " 渗漏\n两处 "},
]


@pytest.mark.parametrize(
    ("more", "digest"),
    [
        ({}, "2ff2f60e4ffe65405fcf56966a400a98532dba297cd38b36b3ee8ace74983347"),
        (
            {"device_at": "2026-03-02T08:15:30.123+08:00"},
            "ee1e3c0246d0fb7fa6e77d87dffbe4fa8ea0be4f7918111ba9d3fe6ec2caa117",
        ),
        (
            {"device_at": "2026-03-02T00:15:30Z"},
            "52676feca64b4f8df67fedd1de38af593c86ab17f7f0cb0e129bfee21657006e",
        ),
    ],
)
def test_the_digest_of_a_record_with_all_kinds_of_answers_stays_what_is_stored(
    more: dict[str, str], digest: str
) -> None:
    body = {"occurrence_id": OCCURRENCE, "answers": ANSWERS} | more
    turned = body | {"answers": ANSWERS[::-1]}
    assert [answering.digest(take(RecordForm, each)) for each in (body, turned)] == [digest, digest]
