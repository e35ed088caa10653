"""Works for a moment, then fails as a good job does: exit code 3 and a last line that says what to do."""

import sys
import time

STEPS = ["connecting to the warehouse", "reading yesterday's orders", "checking totals"]


def main():
    for number, step in enumerate(STEPS, start=1):
        print(f"[{number}/{len(STEPS)}] {step}", flush=True)
        time.sleep(0.4)
    print(
        "totals do not match: 1,204 orders booked, 1,198 shipped; rerun after the shipping feed of 2026-09-21 has arrived",
        file=sys.stderr,
    )
    sys.exit(3)


if __name__ == "__main__":
    main()
