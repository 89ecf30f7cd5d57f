/**
 * A simulated network and clock for any number of {@link io.wilco.link.Engine}s, in virtual time on one thread.
 *
 * <p>Rooms: {@link io.wilco.sim.SimWorld} owns the clock, the hosts and the order of events;
 * {@link io.wilco.sim.SimNetwork} decides when each datagram arrives, if at all, by the {@link io.wilco.sim.SimFaults}
 * of its path. The same seed, engines and calls give the same run, bit for bit, which
 * {@link io.wilco.sim.SimWorld#digest} proves. Nothing here waits: an hour of an idle cluster passes in the time its
 * few events take.
 */
@NullMarked
package io.wilco.sim;

import org.jspecify.annotations.NullMarked;
