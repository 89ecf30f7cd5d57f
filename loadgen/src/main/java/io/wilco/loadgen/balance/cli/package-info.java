/** The command {@code wilco sim}. */
@NullMarked
package io.wilco.loadgen.balance.cli;

import org.jspecify.annotations.NullMarked;
