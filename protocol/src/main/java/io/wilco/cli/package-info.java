/**
 * What the subcommands of {@code wilco} share: how they are found, how they name addresses and durations, and how they
 * report a user's mistake. Free of any command line library.
 */
@NullMarked
package io.wilco.cli;

import org.jspecify.annotations.NullMarked;
