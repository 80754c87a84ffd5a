"""What a plant's name is searched by, and how acts on a plant read."""

import unicodedata

from service.core.problems import _

ACTS = {
    "enterprise.register": _("建立企业档案"),
    "enterprise.update": _("更新企业档案"),
    "enterprise.set_contacts": _("更新值班电话和地址"),
    "person.add": _("添加人员"),
}
FACTS = (
    "name",
    "credit_code",
    "town",
    "industry_code",
    "legal_representative",
    "size",
    "employees",
    "longitude",
    "latitude",
    "founded_on",
    "stated_level",
    "standardisation",
    "has_installation",
)


def bigrams(text: str) -> set[str]:
    """Return each pair of neighbouring characters, full width folded, blanks dropped; one character is itself."""
    folded = "".join(unicodedata.normalize("NFKC", text).lower().split())
    return {folded[i : i + 2] for i in range(len(folded) - 1)} or {folded} - {""}
