"""Python: the twin of caller.c."""

import sys
import time

from connectify import ConnectifySDK


def main() -> None:
    with ConnectifySDK() as sdk:
        if sys.argv[1:] == ["ping"]:
            sdk.status.ping()
            return
        for line in sys.stdin:
            calls = int(line)
            began, began_on_cpu = time.perf_counter_ns(), time.thread_time_ns()
            for _ in range(calls):
                sdk.devices.get("dev_0001")
            cpu, elapsed = time.thread_time_ns() - began_on_cpu, time.perf_counter_ns() - began
            print(f'{{"ns": {elapsed // calls}, "cpu_ns": {cpu // calls}}}', flush=True)


main()
