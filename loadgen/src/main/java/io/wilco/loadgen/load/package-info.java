/**
 * The load generator. {@link io.wilco.loadgen.load.LoadRun} is the run as a whole,
 * {@link io.wilco.loadgen.load.LoadClient} one client of it; both are handed their time, so that the simulator runs
 * them too. {@link io.wilco.loadgen.load.LoadThread} gives them a thread and sockets.
 */
@NullMarked
package io.wilco.loadgen.load;

import org.jspecify.annotations.NullMarked;
