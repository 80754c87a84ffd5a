"""How an item is done: by its budget, and once more where the day changed under it.

An item during which the day changed, and that failed, began in a world of yesterday. One that passed beyond its
budget is done once more too: the lesser of two costs counts.
"""

import pytest
from _pytest.runner import runtestprotocol

from service.core import clock
from tests import costs


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Function, nextitem: pytest.Item | None) -> bool:
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    day = clock.today()
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    has_failed = any(report.failed for report in reports)
    if (has_failed and clock.today() != day) or (not has_failed and costs.is_over(item, reports)):
        item._initrequest()
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    costs.judge(item, reports)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
