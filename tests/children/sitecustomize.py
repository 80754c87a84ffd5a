"""Python reads this at its start in every process of a run with TODAY: the clock of the run is its clock too."""

import os
import sys
from datetime import timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))
from service.core import clock

clock.set_ahead(timedelta(seconds=float(os.environ["TEST_CLOCK_AHEAD_S"])))
sys.path.pop()
