/**
 * The command line: options that the processes share, as picocli mixins with their converters, and
 * how every command of ours reads its arguments, fails and exits.
 */
package io.joinq.options;
