"""How the kinds of documents and the ways of service read."""

from service.core.acts.problems import _
from service.documents.states import DocumentKind, ServiceMode

DOCUMENT_TITLES = {
    DocumentKind.SITE_RECORD: _("现场检查记录"),
    DocumentKind.ORDER: _("责令限期整改指令书"),
    DocumentKind.OPINION: _("整改复查意见书"),
}
MODE_TITLES = {
    ServiceMode.DIRECT: _("直接送达"),
    ServiceMode.LEFT: _("留置送达"),
    ServiceMode.POST: _("邮寄送达"),
    ServiceMode.ELECTRONIC: _("电子送达"),
}
