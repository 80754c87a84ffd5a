"""Why a file cannot be imported at all, and the way out."""

from service.core.acts.problems import Message, Problem, _

SAVE_AS = Message(_("请用 Excel 或 WPS 打开，选择“另存为”，文件类型选“Excel 工作簿（*.xlsx）”，再上传。"))


class UnreadableWorkbook(Problem):
    """The file itself cannot be imported: nothing of it was."""

    code, status = "WORKBOOK_UNREADABLE", 422
    title = _("这个文件无法导入")


def damaged() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _("文件已损坏或不是完整的工作簿。%(save_as)s"), code="WORKBOOK_DAMAGED", save_as=SAVE_AS
    )


def too_large(sentence: str, **values: object) -> UnreadableWorkbook:
    return UnreadableWorkbook(Message(sentence, **values), code="WORKBOOK_TOO_LARGE")


def unsafe() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _("工作簿里有不允许的内容（DOCTYPE 或外部实体）。%(save_as)s"),
        code="WORKBOOK_UNSAFE",
        save_as=SAVE_AS,
    )
