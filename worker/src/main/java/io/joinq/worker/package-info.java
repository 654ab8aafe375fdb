/** The worker process: claims tasks, has them handled, and finishes them. */
package io.joinq.worker;
