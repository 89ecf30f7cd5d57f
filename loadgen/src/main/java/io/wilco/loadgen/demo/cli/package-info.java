/** The {@code wilco demo} command. */
@NullMarked
package io.wilco.loadgen.demo.cli;

import org.jspecify.annotations.NullMarked;
