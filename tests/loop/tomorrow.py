"""The planner as it will run tomorrow: the same process, by a clock that is a day ahead."""

from datetime import timedelta

from service.core import clock
from service.core.jobs import scheduler
from wsgi import create_app

if __name__ == "__main__":
    with create_app().app_context(), clock.frozen(clock.now() + timedelta(days=1)):
        scheduler.run_for_ever()
