/**
 * Engines on real sockets: {@link io.wilco.transport.EngineRunner} is the duty cycle of a thread,
 * {@link io.wilco.transport.Transport} the sockets of one engine.
 */
@NullMarked
package io.wilco.transport;

import org.jspecify.annotations.NullMarked;
