"""What both doors draw with lies in `service/web`: neither it nor the phone's door reads anything of the desk's."""

import re
from pathlib import Path

from tests.architecture.source import ROOT, files, name

NAMED = re.compile(r"""\{%-?\s*(?:extends|import|include|from)\s+["']([^"']+)["']""")
SHARED, PHONE = Path("service/web/templates"), Path("mobile_api/templates")
MAY_READ = {SHARED: [SHARED], PHONE: [PHONE, SHARED]}


def test_templates_name_their_own_and_what_is_shared() -> None:
    strange = [
        (name(file), named)
        for folder, may_read in MAY_READ.items()
        for file in (ROOT / folder).rglob("*.html")
        for named in NAMED.findall(file.read_text())
        if not any((ROOT / place / named).exists() for place in may_read)
    ]
    assert strange == []


def test_no_other_room_knows_a_path_or_a_name_of_the_desk() -> None:
    knows = [
        name(file)
        for file in files(".py", ".html", ".js", ".css")
        if name(file).startswith(("service/", "mobile_api/")) and "admin_ui" in file.read_text()
    ]
    assert knows == []
