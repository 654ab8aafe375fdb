/**
 * Measures what can be promised only as a number, each beside its bar: how long recovery takes, how
 * much disk a long run needs, and how long a queue takes to open after it.
 */
package io.joinq.lab.measure;
