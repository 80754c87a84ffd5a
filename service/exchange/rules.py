"""Kinds and states of an import run."""

from enum import StrEnum
from typing import TypedDict

from service.core.acts.problems import Message, _
from service.core.worded import Worded


class ImportKind(StrEnum):
    RISKS = "risks"  # 风险分级管控清单
    ENTERPRISES = "enterprises"  # 企业名单


class RunState(Worded):
    WAITING = "waiting", _("等待导入")
    ASKING = "asking", _("等待确认")  # a person must confirm what the file leaves open; nothing has landed
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已完成")
    REFUSED = "refused", _("无法导入")
    DECLINED = "declined", _("已放弃")

    @property
    def is_over(self) -> bool:
        return self in (RunState.DONE, RunState.REFUSED, RunState.DECLINED)

    @property
    def moves(self) -> bool:
        """Whether it goes on by itself."""
        return self in (RunState.WAITING, RunState.RUNNING)


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
