/** Child processes: Wilco's own commands, started and stopped by another of its commands, each in a JVM of its own. */
@NullMarked
package io.wilco.loadgen.process;

import org.jspecify.annotations.NullMarked;
