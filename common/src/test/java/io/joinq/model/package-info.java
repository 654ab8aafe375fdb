/**
 * The protocol of the one-host queue as a model that is explored exhaustively: every interleaving
 * of a few processes, with crashes at every step, checked against what the queue promises. No file,
 * no thread and no clock is involved, and no code of the engine: this is a proof about the rules,
 * the crash tests are the proof that the engine follows them.
 *
 * <h2>How it works</h2>
 *
 * A {@link io.joinq.model.World} is one state of everything. A {@link io.joinq.model.Scenario} says
 * who takes part and what may befall them; {@link io.joinq.model.Exploration} visits every state
 * that can follow, breadth first, so that a violation comes with a shortest trace. The parts of the
 * protocol are the {@link io.joinq.model.Steps}; a thread's place among them is its {@link
 * io.joinq.model.Pc}. A {@link io.joinq.model.Rule} is something that the protocol must do; the
 * tests take each away, alone, and demand that the exploration finds the mistake.
 *
 * <h2>What is modelled</h2>
 *
 * <ul>
 *   <li>PUTLOCK with process, incarnation and BROKEN; APPENDED; the log; CURSOR with its winner and
 *       its pause bit; how far payloads are deleted; the slots with A and SEQ; the kernel's byte
 *       locks (a byte is free if and only if its process is dead); the process table with its
 *       incarnations; staged and published results; dead letters; CANCELLED_BELOW and the table of
 *       cancellations, with room for one.
 *   <li>put with its check for room, and the lock taken over from the dead and repaired; claim of a
 *       returned task and from CURSOR, with help; taskDone with and without a result, retry,
 *       release; pause and resume; reap, by a recoverer and by the process that reuses the index;
 *       revoke; rolling forward what is COMPLETING or DEAD_LETTERING; join; reclaim; cancel, and
 *       the part of a keeper that passes cancelled tasks; shutdown, the looks of a put for it, and
 *       the last look of a take, which finds that nothing is left and no put is under way.
 *   <li>One step is one access to what is shared. Where a read is followed by a CAS that expects
 *       just what was read, and whose failure only moves on to the next slot, the two are one step:
 *       the pair can be thought to happen at the moment of the CAS, or, when it fails, at a moment
 *       at which the slot was not as expected. Where a waiting thread would only look again, it
 *       waits until there is something to see.
 *   <li>SIGKILL at every step of every process that the scenario lets die, and a process that
 *       reuses the index, and may die as well. SIGSTOP and slowness need no fault of their own for
 *       safety, since a process may always be left waiting while others go on, and a lease may be
 *       revoked at any moment; for liveness there is {@link io.joinq.model.Scenario.Fault#STOP},
 *       after which a process never goes on.
 * </ul>
 *
 * <h2>What is checked</h2>
 *
 * In every state: 0 &lt;= depth &lt;= capacity; a claimed task is finished, or held by exactly one
 * slot; a task that is not claimed is held by none; APPENDED never goes back. At the steps
 * concerned: taskDone is accepted once for a task, and for that task; a task ends done or dead and
 * never both, and its result is the accepted one from then on; a dead letter is written for dead
 * tasks only; the token grows with each delivery of a task; take gives no task claimed in a pause
 * while that pause lasts, and none whose payload is gone; cancel says yes only for a task that
 * nobody runs, which is never delivered after that and ends as cancelled; join returns only if
 * during its last attempt there was a moment when nothing was unfinished, of all tasks whose put
 * had returned or whose producer had died after the commit; reclaim deletes only what is finished;
 * no put is accepted that began after a shutdown, nor any after a take has ended because of it; and
 * none ends while a task waits, also one that waited for its redelivery all the time. From every
 * state, without any further fault, a state can be reached in which all accepted tasks are
 * finished, every slot is free, nobody holds the put lock, and every put and join has returned (a
 * stopped process may keep a slot that it has only reserved). In a scenario with a shutdown every
 * put and every take has ended then, if no producer is stopped with the lock; a task that came back
 * too late for them is RETURNED, and so there for whoever starts the queue anew.
 *
 * <h2>What is not</h2>
 *
 * <ul>
 *   <li>Memory ordering: steps take effect in one order for all. The engine uses volatile accesses
 *       and CAS for every word that is modelled.
 *   <li>Time: heartbeats, lease times and time-outs are choices that may fall at any moment.
 *       Wake-ups: a waiting thread sees by itself that there is something to do; the engine polls
 *       behind its futex, so that a lost wake-up is a delay.
 *   <li>That the end is reached under every fair schedule; only that it can be reached from
 *       everywhere. That is what a leaked slot or a dead lock would prevent.
 *   <li>Chronicle itself: a commit is one step. A torn or full disk, a loss of power, shutdownNow,
 *       opening and creating the queue, requeue and purge of dead letters, the ring of deaths.
 *   <li>More than two or three tasks, slots and claimers. The mistakes that are known all show with
 *       these.
 * </ul>
 *
 * <h2>What the model shows not to be needed</h2>
 *
 * Precautions without which it finds nothing wrong, and which are therefore no rules here: that a
 * withdrawn INTENT raises the generation (whoever helps compares SEQ, and only a winner's can fit);
 * that join reads CURSOR again besides APPENDED (nobody can claim past an APPENDED that has not
 * moved); that put compares the log's next place with APPENDED (every takeover repairs it first).
 * The first is kept in the model, the others are left out of it. That a reaper reads A before
 * CURSOR follows from a rule that is needed: CURSOR is read when the owner is known to be dead, and
 * that is asked after A was read.
 */
package io.joinq.model;
