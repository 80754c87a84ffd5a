"""What a plant's name is searched by, and how acts on a plant read."""

import unicodedata

from service.core.acts.problems import _

ACTS = {
    "enterprise.register": _("建立企业档案"),
    "enterprise.update": _("更新企业档案"),
    "enterprise.set_contacts": _("更新值班电话和地址"),
    "enterprise.rescope": _("变更属地或行业"),
    "person.add": _("添加人员"),
}


def bigrams(text: str) -> set[str]:
    """Return each pair of neighbouring characters, full width folded, blanks dropped; one character is itself."""
    plain = folded(text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)} or {plain} - {""}


def index_terms(name: str) -> set[str]:
    """Return what a name is found by: its pairs, and its last character, so that every character begins a term."""
    plain = folded(name)
    return {plain[i : i + 2] for i in range(len(plain))}


def holds(name: str, search: str) -> bool:
    """Tell whether the words stand in a name as they were asked for; their pairs alone may stand apart."""
    return folded(search) in folded(name)


def folded(text: str) -> str:
    """Return a text as it is searched: full width and capitals folded, blanks dropped."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
