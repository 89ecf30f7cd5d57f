/** The {@code wilco worker} command. */
@NullMarked
package io.wilco.worker.cli;

import org.jspecify.annotations.NullMarked;
