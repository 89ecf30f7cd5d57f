/**
 * The link: the reliable association of two endpoints over which messages travel, sans-IO.
 *
 * <p>Rooms: {@link io.wilco.link.Endpoint} owns the links of one socket and opens and accepts them;
 * {@link io.wilco.link.Link} is one of them, made of a sending half ({@link io.wilco.link.Sender}: frames kept until
 * acked, loss recovery, congestion), a receiving half ({@link io.wilco.link.Receiver}: duplicate suppression, acks,
 * reassembly) and {@link io.wilco.link.Liveness}. Nothing here knows a socket, a thread or a clock: time comes in as
 * {@code nowNs}, bytes come in through {@code onDatagram} and leave through {@code pollTransmit}. One thread uses an
 * endpoint and all its links.
 */
@NullMarked
package io.wilco.link;

import org.jspecify.annotations.NullMarked;
