/** The commands {@code load}, {@code bench} and the bare forwarder's three. */
@NullMarked
package io.wilco.loadgen.cli;

import org.jspecify.annotations.NullMarked;
