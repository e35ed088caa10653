"""Counts once a second up to the limit given as the first argument (600 without one). SIGTERM stops it: exit code 143."""

import signal
import sys
import time


def stop(_signal, _frame):
    print("stopping", flush=True)
    sys.exit(143)


def main():
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    signal.signal(signal.SIGTERM, stop)
    started = time.monotonic()
    for number in range(1, limit + 1):
        print(f"{number} of {limit}", flush=True)
        time.sleep(max(0, started + number - time.monotonic()))
    print("counted to the end")


if __name__ == "__main__":
    main()
