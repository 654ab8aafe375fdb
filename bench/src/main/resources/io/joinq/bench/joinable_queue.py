"""One producer and one consumer process on a multiprocessing.JoinableQueue.

Arguments and output are those of the Java contenders: the load on the command line, a line
"measured" from the consumer, and a line "joined" when stdin has ended and all work is done.
"""
import multiprocessing
import struct
import sys
import time

LOOK_EVERY = 64
PERIOD_NS = 1_000_000


def say(what, first, second):
    sys.stdout.write(f"{what} {first} {second}\n")
    sys.stdout.flush()


def put_freely(queue, stop, size):
    payload = bytes(size)
    tasks = 0
    while not stop.value:
        for _ in range(LOOK_EVERY):
            queue.put(payload)
        tasks += LOOK_EVERY
    return tasks


def put_pings(queue, stop, size):
    rest = bytes(size - 8)
    tasks = 0
    following = time.monotonic_ns()
    while not stop.value:
        following = max(following + PERIOD_NS, time.monotonic_ns())
        time.sleep(max(0, following - time.monotonic_ns()) / 1e9)
        queue.put(struct.pack("=q", time.monotonic_ns()) + rest)
        tasks += 1
    return tasks


def produce(queue, stop, kind, size):
    tasks = put_freely(queue, stop, size) if kind == "THROUGHPUT" else put_pings(queue, stop, size)
    queue.join()
    say("joined", tasks, 0)
    queue.put(None)


def take_window(queue, warm_up_ns, window_ns):
    """Counts as WindowMeter does: looks at the clock every LOOK_EVERY tasks."""

    def take(count):
        for _ in range(count):
            if queue.get() is None:
                return False
            queue.task_done()
        return True

    take(1)
    warm_at = time.monotonic_ns() + warm_up_ns
    while time.monotonic_ns() < warm_at:
        take(LOOK_EVERY)
    start = now = time.monotonic_ns()
    taken = 0
    while now - start < window_ns:
        take(LOOK_EVERY)
        taken += LOOK_EVERY
        now = time.monotonic_ns()
    say("measured", taken, now - start)
    while take(1):
        pass


def take_pings(queue, pings):
    """As many pings as are measured go before, to warm up, as in LatencyMeter."""
    ages = []
    while (payload := queue.get()) is not None:
        ages.append(time.monotonic_ns() - struct.unpack_from("=q", payload)[0])
        queue.task_done()
        if len(ages) == 2 * pings:
            measured = sorted(ages[pings:])
            say("measured", measured[pings // 2], measured[pings * 99 // 100])


def consume(queue, kind, warm_up_ns, window_ns, pings):
    if kind == "THROUGHPUT":
        take_window(queue, warm_up_ns, window_ns)
    else:
        take_pings(queue, pings)


def main():
    kind = sys.argv[1]
    size, capacity, warm_up_ns, window_ns, pings = map(int, sys.argv[2:])
    queue = multiprocessing.JoinableQueue(capacity)
    stop = multiprocessing.RawValue("b", 0)
    processes = [
        multiprocessing.Process(
            target=consume, args=(queue, kind, warm_up_ns, window_ns, pings), daemon=True
        ),
        multiprocessing.Process(target=produce, args=(queue, stop, kind, size), daemon=True),
    ]
    for process in processes:
        process.start()
    sys.stdin.read()
    stop.value = 1
    for process in processes:
        process.join()
    sys.exit(max(abs(process.exitcode) for process in processes))


if __name__ == "__main__":
    main()
