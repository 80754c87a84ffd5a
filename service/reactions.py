"""The one table: an act → the jobs that follow it; and what the clock starts."""

from service.attachments.jobs import SWEEP
from service.core.jobs import Job, Periodic

REACTIONS: dict[str, list[Job]] = {}

PERIODICS: list[Periodic] = [SWEEP]
