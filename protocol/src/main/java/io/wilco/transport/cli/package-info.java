/** Options of the command line that concern sockets. */
@NullMarked
package io.wilco.transport.cli;

import org.jspecify.annotations.NullMarked;
