"""The operator's look at reference data: what nobody has verified yet, and what came in when."""

from flask import Blueprint, render_template

from service.core.acts.problems import COMMA, _
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.identity.queries import people
from service.reference.queries import rulebook
from service.web.access import operator
from service.web.language import translate
from service.web.timeline_items import items

blueprint = Blueprint("reference", __name__)
KINDS = {
    "criterion": _("重大事故隐患判定标准"),
    "rule_profile": _("规则参数"),
    "document_template": _("执法文书模板"),
    "law": _("法规条文"),
    "industry": _("行业与监管类别"),
    "basis": _("执法依据"),
}
LOADS = {"reference.load": _("随版本更新基础数据"), "reference.import_laws": _("导入法规库")}
FATES = {"created": _("新增"), "updated": _("更新"), "unchanged": _("不变"), "removed": _("移除")}


@blueprint.get("/ops/reference")
@operator()
def unverified(viewer: Viewer) -> str:
    return render_template(
        "ops/reference.html",
        found=rulebook.unverified(),
        kinds=KINDS,
        loads=items(people.loads(), LOADS, _details),
    )


def _details(entry: LedgerEntry) -> str:
    rows = sorted((entry.after or {}).items())  # PostgreSQL keeps no order of names
    return translate(COMMA).join(f"{translate(FATES.get(name, name))} {n}" for name, n in rows)
