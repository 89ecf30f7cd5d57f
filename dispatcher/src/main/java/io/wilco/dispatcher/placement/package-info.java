/**
 * Who owns which shard: a deterministic state machine, driven by commands in one order. Without clock, link or thread,
 * so that every dispatcher that is told the same comes to the same.
 */
@NullMarked
package io.wilco.dispatcher.placement;

import org.jspecify.annotations.NullMarked;
