/** The {@code wilco} command: finds the subcommands of all modules, runs one, reports its errors. */
@NullMarked
package io.wilco;

import org.jspecify.annotations.NullMarked;
