/**
 * The ceiling that Wilco is measured against: a forwarder of requests that coalesces as Wilco does and keeps no books
 * at all. No links, acks, retransmission, deadlines or load; what is lost stays lost. As fast as simple Java can be:
 * one thread, {@link java.nio.channels.DatagramChannel}, no allocation per message.
 */
@NullMarked
package io.wilco.loadgen.bare;

import org.jspecify.annotations.NullMarked;
