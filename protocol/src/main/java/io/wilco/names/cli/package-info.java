/** Names of dispatchers as options of commands. */
@NullMarked
package io.wilco.names.cli;

import org.jspecify.annotations.NullMarked;
