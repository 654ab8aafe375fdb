/**
 * The command line of the lab: everything that proves or measures joinq, and is not part of the
 * product.
 */
package io.joinq.lab;
