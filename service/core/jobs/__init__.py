"""What follows an act, and what a clock starts. Start at outbox.py."""

from service.core.jobs.outbox import (
    run_job as answer,  # the name that what stands in a queue is called by, for ever
)

__all__ = ["answer"]
