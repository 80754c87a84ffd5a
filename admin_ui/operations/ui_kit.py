"""The living sheet of the interface: every part in every state, with made-up values."""

from datetime import timedelta

from flask import Blueprint, render_template

from admin_ui.shared.pickers import NOT_LISTED, Field, Picker
from service.core import clock
from service.core.acts.problems import _
from service.core.db.paging import Page
from service.core.tenancy.viewer import Viewer
from service.risks.rules import Level
from service.web.access import operator
from service.web.forms import Shown
from service.web.language import translate
from service.web.photos import Figure
from service.web.timeline_items import TimelineItem

blueprint = Blueprint("ui_kit", __name__)

PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'%3E"
    "%3Crect width='4' height='3' fill='%23{}'/%3E%3C/svg%3E"
)


PAGE = "/ops/ui"


@blueprint.get(PAGE)
@operator()
def sheet(viewer: Viewer) -> str:
    now = clock.now()
    return render_template(
        "ops/ui.html",
        form=refused(),
        levels=[*Level, None],
        options=[
            ("one", translate(_("公司"))),
            ("two", translate(_("车间"))),
            ("three", translate(_("岗位"))),
        ],
        yesterday=now - timedelta(days=1),
        soon=now + timedelta(days=2),
        before=_photo("B9A58A", _("围堰南侧裂缝")),
        after=_photo("8AB99A", _("裂缝已修补")),
        entries=entries(),
        pickers=pickers(),
        first_page=Page([1, 2], "next"),
        running={
            "label": translate(_("导入 5,003 家企业")),
            "done": 3120,
            "total": 5003,
            "remark": translate(_("约 1 分 20 秒，可以关掉页面，完成后通知您。")),
            "state": "running",
            "url": PAGE,
        },
    )


def _photo(colour: str, alt: str) -> Figure:
    return Figure(PICTURE.format(colour), translate(alt), clock.now() - timedelta(days=2), "王强")


def refused() -> Shown:
    return Shown(
        values={"owner": "周建军", "reading": "4", "tier": "two", "faults": ["one"], "item-2": "failed"},
        errors={
            "due": [_("期限不能早于今天")],
            "verdict": [_("请选择结论")],
            "item-3": [_("请选择结果")],
            "inspector": [_("请从列表中选择")],
        },
    )


def pickers() -> list[Picker]:
    """Return a choice among a few, one among many that was refused, and one that finds nothing."""
    words = {"source": PAGE, "prompt": _("输入姓名或工号的开头"), "empty": _("还没有登记人员")}
    few = [("1", "周建军", "A0117"), ("2", "李敏", "A0042")]
    return [
        Picker(Field("rectifier", PAGE, blank=NOT_LISTED), options=few, more=False, chosen="2", **words),
        Picker(Field("inspector", PAGE), options=few, more=True, **words),
        Picker(Field("witness", PAGE), options=[], more=False, words="A99", **words),
        Picker(Field("driver", PAGE), options=[], more=False, **words),
    ]


def entries() -> list[TimelineItem]:
    uploaded = translate(_("上传整改后照片 2 张。"))
    return [
        TimelineItem(translate(_("复核通过后告知上报人")), state="ahead"),
        TimelineItem(translate(_("等待复核")), by="李敏", state="now"),
        TimelineItem(translate(_("整改完成")), clock.now() - timedelta(hours=15), "周建军", uploaded),
    ]
