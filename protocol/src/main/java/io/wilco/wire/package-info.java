/**
 * The wire format: static flyweights over {@link java.nio.ByteBuffer}, one class per layout.
 *
 * <p>Every field is little-endian, so every buffer handed to this package must have
 * {@link java.nio.ByteOrder#LITTLE_ENDIAN} order ({@link io.wilco.wire.Bytes} makes such buffers). Layouts are
 * specified in {@code docs/protocol.md}; a frame is validated once by {@link io.wilco.wire.FrameReader}, after which
 * accessors cannot fail.
 */
@NullMarked
package io.wilco.wire;

import org.jspecify.annotations.NullMarked;
