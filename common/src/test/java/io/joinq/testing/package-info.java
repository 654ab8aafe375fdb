/** Support for the tests of every module: child JVMs that are real processes. */
package io.joinq.testing;
