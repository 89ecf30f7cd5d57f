/** The subcommands {@code wilco dispatcher} and {@code wilco nodes}. */
@NullMarked
package io.wilco.dispatcher.cli;

import org.jspecify.annotations.NullMarked;
