"""What an enumeration of the product's says of its members."""

import service.exchange.rules
import service.inspections.rules
import service.risks.accident_types
import service.risks.rules  # noqa: F401 - each makes enumerations that are to be looked at
from service.core.worded import Worded


def test_every_member_says_how_it_reads_and_is_found_by_its_value() -> None:
    kinds = Worded.__subclasses__()
    assert len(kinds) > 5
    for member in (member for kind in kinds for member in kind):
        assert member.word, member
        assert type(member)(str(member)) is member
