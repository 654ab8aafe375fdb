/** Fail points: the steps of the protocol at which a test can kill, stop or fail this process. */
package io.joinq.queue.chronicle.failpoint;
