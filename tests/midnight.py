"""An item during which the day changed, and that failed, is done once more: it began in a world of yesterday."""

import pytest
from _pytest.runner import runtestprotocol

from service.core import clock


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Function, nextitem: pytest.Item | None) -> bool:
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    day = clock.today()
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if clock.today() != day and any(report.failed for report in reports):
        item._initrequest()
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
