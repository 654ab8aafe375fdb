package io.joinq.queue;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A task that join is waiting for.
 *
 * @param state {@link TaskState#QUEUED} or {@link TaskState#RUNNING}
 * @param ownerPid the process that holds its lease, where one does
 * @param worker the number of that worker, where it has one
 * @param age since the task was put
 */
public record Unfinished(
    TaskId id, TaskState state, OptionalLong ownerPid, OptionalInt worker, Duration age) {}
