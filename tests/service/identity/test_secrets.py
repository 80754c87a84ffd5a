"""What is kept of a password in production is dear to guess (OWASP, Password Storage: argon2id, 19 MiB, 2 passes)."""

import os
import re
import subprocess
import sys

from tests.site import ROOT

HASH = [sys.executable, "-c", "from service.identity.secrets import hashed; print(hashed('258046'))"]


def test_a_process_of_the_product_hashes_dearly_whatever_its_environment_says() -> None:
    cheap = {name: "1" for name in ("TIME_COST", "MEMORY_COST", "PARALLELISM", "DEMO", "TEST_CHEAP")}
    done = subprocess.run(HASH, cwd=ROOT, env=os.environ | cheap, capture_output=True, text=True, check=True)
    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", done.stdout)
    assert found, done.stdout
    memory_kib, passes, lanes = map(int, found.groups())
    assert memory_kib >= 19_456 and passes >= 2 and lanes >= 1
