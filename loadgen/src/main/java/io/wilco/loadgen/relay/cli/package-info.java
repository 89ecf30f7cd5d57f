/** The {@code wilco relay} command. */
@NullMarked
package io.wilco.loadgen.relay.cli;

import org.jspecify.annotations.NullMarked;
