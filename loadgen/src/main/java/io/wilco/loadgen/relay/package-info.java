/**
 * A relay between clients or workers and a dispatcher that makes the network between them bad, for tests and
 * demonstrations.
 */
@NullMarked
package io.wilco.loadgen.relay;

import org.jspecify.annotations.NullMarked;
