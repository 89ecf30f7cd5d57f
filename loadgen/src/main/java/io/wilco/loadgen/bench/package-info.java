/** {@code wilco bench}: Wilco beside the bare forwarder, in one run on one machine. */
@NullMarked
package io.wilco.loadgen.bench;

import org.jspecify.annotations.NullMarked;
