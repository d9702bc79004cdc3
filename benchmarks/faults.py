"""`make faults`: the tests of faults at every place and at random ones, again and again with other seeds.

One round tries each place at which a night writes (a full disk, and one that is full for a moment) and kills a night at
random places; CI does the same at a few of them.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUM = re.compile(r"^(\d+) faults injected: (.*)$", re.MULTILINE)


def main() -> None:
    """Runs rounds until the time is over; exit code 1 as soon as anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--kills", type=int, default=60, help="places of a round at which nights are killed")
    parser.add_argument("--tests", default="tests/faults")
    asked = parser.parse_args()
    end, total, rounds = time.monotonic() + 60 * asked.minutes, 0, 0
    while rounds == 0 or time.monotonic() < end:
        seed = asked.seed + rounds
        rounds += 1
        with tempfile.TemporaryDirectory(prefix="markhound-faults-") as folder:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}/t", asked.tests],
                cwd=ROOT,
                env={**os.environ, "FAULTS_EVERY": "1", "FAULTS_KILLS": str(asked.kills), "FAULTS_SEED": str(seed)},
                capture_output=True,
                text=True,
                check=False,
            )
        said = SUM.search(done.stdout)
        total += int(said[1]) if said else 0
        print(f"round {rounds}, seed {seed}: {said[0] if said else done.stdout[-2000:]}", flush=True)
        if done.returncode:
            print(done.stdout[-6000:])
            sys.exit(1)
    print(f"{rounds} rounds, {total} faults injected: nothing lost, nothing doubled")


if __name__ == "__main__":
    main()
