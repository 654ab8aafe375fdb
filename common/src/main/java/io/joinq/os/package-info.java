/**
 * Calls to the operating system: libc, {@code /proc}, signals. Everything here needs 64-bit Linux;
 * no other package binds native code or reads {@code /proc}.
 */
package io.joinq.os;
