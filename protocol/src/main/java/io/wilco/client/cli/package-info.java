/** The {@code wilco call} command. */
@NullMarked
package io.wilco.client.cli;

import org.jspecify.annotations.NullMarked;
