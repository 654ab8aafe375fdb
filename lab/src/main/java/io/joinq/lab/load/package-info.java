/**
 * Puts a server under load and measures what it does: many clients at once, a steady rate, health
 * checks beside them. Loopback only, and bounded in clients and time.
 */
package io.joinq.lab.load;
