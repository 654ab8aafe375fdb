/**
 * The file system as the engine uses it: syncing, and errors turned into messages with a remedy.
 */
package io.joinq.queue.chronicle.files;
