/** What is done with one task: the handlers, and the processes that they start. */
package io.joinq.worker.handler;
