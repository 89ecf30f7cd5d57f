/**
 * Whole clusters, simulated: clients, dispatchers and workers on one thread, in virtual time, over a network that
 * loses, repeats, reorders and partitions, with processes that stall, crash and come back; and the checkers that look
 * at everything that was promised meanwhile.
 *
 * <p>The way of a run: {@link io.wilco.loadgen.cluster.ClusterProfile} and a seed make a {@code ClusterScenario}, which
 * says all that will be done; {@link io.wilco.loadgen.cluster.ClusterRun} builds the {@code Cluster} of
 * {@code SimNode}s, lets a {@code FaultInjector} loose on it, heals it, and asks the checkers. What they find is in the
 * {@link io.wilco.loadgen.cluster.ClusterResult}.
 */
@NullMarked
package io.wilco.loadgen.cluster;

import org.jspecify.annotations.NullMarked;
