/**
 * A log of opaque commands on which a majority of a few processes agrees, and which survives their restarts: Aeron
 * Cluster, seen through two small interfaces. Knows nothing of what the commands mean.
 */
@NullMarked
package io.wilco.dispatcher.agreement;

import org.jspecify.annotations.NullMarked;
