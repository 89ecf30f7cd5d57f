package io.wilco.dispatcher.agreement;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Publication;
import io.aeron.logbuffer.FragmentHandler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A snapshot as messages of a recording, little-endian:
 *
 * <pre>
 *   1 byte   1: bytes of the state
 *   n bytes  up to {@value #CHUNK_BYTES}
 *
 *   1 byte   2: the end
 *   8 bytes  the time of the last command, ms
 *   8 bytes  how many bytes of state there were
 *   4 bytes  CRC-32C of those
 *   4 bytes  CRC-32C of the 17 bytes before
 * </pre>
 *
 * The recording has checksums of its own; this one also finds an end that is missing.
 */
final class SnapshotStream {
    private static final byte CHUNK = 1;
    private static final byte END = 2;
    private static final int CHUNK_BYTES = 4_096;
    private static final int TIME_OFFSET = 1;
    private static final int LENGTH_OFFSET = 9;
    private static final int CRC_OFFSET = 17;
    private static final int END_CRC_OFFSET = 21;
    private static final int END_BYTES = 25;
    private static final int FRAGMENTS_PER_POLL = 16;

    private SnapshotStream() {}

    /** Writes a snapshot; waits while the recording is slower. */
    static void write(final ExclusivePublication out, final IdleStrategy idle, final long timeMs, final byte[] state) {
        if (state.length > Agreement.SNAPSHOT_BYTES_MAX) {
            throw new IllegalStateException("a snapshot of " + state.length + " bytes is too long");
        }
        final byte[] message = new byte[Math.max(1 + CHUNK_BYTES, END_BYTES)];
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        for (int offset = 0; offset < state.length; offset += CHUNK_BYTES) {
            final int length = Math.min(CHUNK_BYTES, state.length - offset);
            buffer.putByte(0, CHUNK);
            buffer.putBytes(1, state, offset, length);
            offer(out, idle, buffer, 1 + length);
        }
        buffer.putByte(0, END);
        buffer.putLong(TIME_OFFSET, timeMs, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(LENGTH_OFFSET, state.length, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(CRC_OFFSET, crc(state, state.length), ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(END_CRC_OFFSET, crc(message, END_CRC_OFFSET), ByteOrder.LITTLE_ENDIAN);
        offer(out, idle, buffer, END_BYTES);
    }

    private static void offer(
            final ExclusivePublication out, final IdleStrategy idle, final UnsafeBuffer buffer, final int length) {
        idle.reset();
        while (true) {
            final long result = out.offer(buffer, 0, length);
            if (result > 0) {
                return;
            }
            if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
                throw new IllegalStateException("cannot write the snapshot: " + Publication.errorString(result));
            }
            idle.idle();
        }
    }

    /**
     * Reads a snapshot.
     *
     * @throws IllegalStateException if it is damaged
     */
    static Content read(final Image in, final IdleStrategy idle) {
        final Content content = new Content();
        final FragmentHandler handler = new ImageFragmentAssembler((buffer, offset, length, header) -> {
            final byte[] message = new byte[length];
            buffer.getBytes(offset, message);
            content.onMessage(message);
        });
        while (!content.isComplete) {
            final int count = in.poll(handler, FRAGMENTS_PER_POLL);
            if (count == 0 && (in.isClosed() || in.isEndOfStream()) && !content.isComplete) {
                throw new IllegalStateException("the snapshot ends early");
            }
            idle.idle(count);
        }
        return content;
    }

    private static int crc(final byte[] bytes, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** What was read. */
    static final class Content {
        private final ByteArrayOutputStream state = new ByteArrayOutputStream();
        private long timeMs;
        private boolean isComplete;

        /** Of the last command. */
        long timeMs() {
            return timeMs;
        }

        /** What the state wrote. */
        byte[] state() {
            return state.toByteArray();
        }

        private void onMessage(final byte[] message) {
            if (isComplete || message.length == 0) {
                throw damaged("what follows its end");
            }
            if (message[0] == CHUNK) {
                if (state.size() + message.length - 1 > Agreement.SNAPSHOT_BYTES_MAX) {
                    throw damaged("its length");
                }
                state.write(message, 1, message.length - 1);
            } else {
                onEnd(message);
            }
        }

        private void onEnd(final byte[] message) {
            final UnsafeBuffer buffer = new UnsafeBuffer(message);
            if (message[0] != END
                    || message.length != END_BYTES
                    || buffer.getInt(END_CRC_OFFSET, ByteOrder.LITTLE_ENDIAN) != crc(message, END_CRC_OFFSET)) {
                throw damaged("its end");
            }
            final byte[] bytes = state.toByteArray();
            if (buffer.getLong(LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN) != bytes.length) {
                throw damaged("its length");
            }
            if (buffer.getInt(CRC_OFFSET, ByteOrder.LITTLE_ENDIAN) != crc(bytes, bytes.length)) {
                throw damaged("its checksum");
            }
            timeMs = buffer.getLong(TIME_OFFSET, ByteOrder.LITTLE_ENDIAN);
            isComplete = true;
        }

        private static IllegalStateException damaged(final String what) {
            return new IllegalStateException("the snapshot is damaged: " + what + " is wrong");
        }
    }
}
