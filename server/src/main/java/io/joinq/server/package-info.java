/** The server process: its command line, and how its parts are put together and taken apart. */
package io.joinq.server;
