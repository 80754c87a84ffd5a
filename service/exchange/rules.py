"""Kinds and states of an import run."""

from enum import StrEnum
from typing import TypedDict

from service.core.acts.problems import Message, _


class ImportKind(StrEnum):
    RISKS = "risks"  # 风险分级管控清单
    ENTERPRISES = "enterprises"  # 企业名单


class RunState(StrEnum):
    WAITING = "waiting"
    ASKING = "asking"  # a person must confirm what the file leaves open; nothing has landed
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    DECLINED = "declined"

    @property
    def is_over(self) -> bool:
        return self in (RunState.DONE, RunState.REFUSED, RunState.DECLINED)

    @property
    def moves(self) -> bool:
        """Whether it goes on by itself."""
        return self in (RunState.WAITING, RunState.RUNNING)


STATE_WORDS = {
    RunState.WAITING: _("等待导入"),
    RunState.ASKING: _("等待确认"),
    RunState.RUNNING: _("正在导入"),
    RunState.DONE: _("已完成"),
    RunState.REFUSED: _("无法导入"),
    RunState.DECLINED: _("已放弃"),
}
CHUNK_ROWS = 100  # rows of a risk ledger that land in one transaction
CHUNK_BY_SETS = 1_000  # and of a roster, each of whose tables takes a chunk by one statement


def rows_at_once(kind: ImportKind) -> int:
    return CHUNK_BY_SETS if kind is ImportKind.ENTERPRISES else CHUNK_ROWS


class StoredSentence(TypedDict):
    msgid: str
    values: "dict[str, StoredSentence | str | float | None]"


def kept(sentence: str) -> StoredSentence:
    """Return a sentence as JSON keeps it, so that it and the sentences in it can still be translated."""
    if not isinstance(sentence, Message):
        return {"msgid": sentence, "values": {}}
    values = {
        name: kept(value) if isinstance(value, Message) else value for name, value in sentence.values.items()
    }
    return {"msgid": sentence.msgid, "values": values}


def said(kept_sentence: StoredSentence) -> Message:
    values = kept_sentence["values"].items()
    return Message(
        kept_sentence["msgid"],
        **{name: said(value) if isinstance(value, dict) else value for name, value in values},
    )
