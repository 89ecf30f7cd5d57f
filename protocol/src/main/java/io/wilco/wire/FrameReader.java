package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * Walks the frames of one datagram, validating each once: after {@link #next} returned true, the flyweight of
 * {@link #type} may read at {@link #offset} without further checks.
 */
public final class FrameReader {
    private ByteBuffer buffer = Bytes.heap(0);
    private int limit;
    private int offset;
    private int length;
    private int type;
    private boolean isMalformed;

    /**
     * Starts over.
     *
     * @param offset of the first frame; the last one ends at the buffer's limit
     */
    public void wrap(final ByteBuffer buffer, final int offset) {
        this.buffer = buffer;
        this.offset = offset;
        this.limit = buffer.limit();
        this.length = 0;
        this.isMalformed = false;
    }

    /** Moves to the next frame; false at the end, or when what follows is no valid frame. */
    public boolean next() {
        offset += length;
        length = 0;
        if (offset >= limit || isMalformed) {
            return false;
        }
        type = Bytes.u8(buffer, offset);
        if (type == FrameType.PADDING) {
            offset = limit;
            return false;
        }
        final int valid = validate();
        if (valid < 0) {
            isMalformed = true;
            return false;
        }
        length = valid;
        return true;
    }

    private int validate() {
        return switch (type) {
            case FrameType.ACK -> AckFlyweight.validate(buffer, offset, limit);
            case FrameType.PING, FrameType.PONG -> limit - offset >= PingFlyweight.LENGTH ? PingFlyweight.LENGTH : -1;
            case FrameType.CLOSE -> CloseFlyweight.validate(buffer, offset, limit);
            case FrameType.MESSAGE -> MessageFlyweight.validateMessage(buffer, offset, limit);
            case FrameType.FRAGMENT -> MessageFlyweight.validateFragment(buffer, offset, limit);
            default -> -1;
        };
    }

    /** Whether reading ended at bytes that are no frame. */
    public boolean isMalformed() {
        return isMalformed;
    }

    public ByteBuffer buffer() {
        return buffer;
    }

    /** Of the current frame. */
    public int offset() {
        return offset;
    }

    /** One of {@link FrameType}. */
    public int type() {
        return type;
    }
}
