package io.wilco.client.core;

import io.wilco.wire.Bytes;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.nio.ByteBuffer;

/** How a call ended. One mutable instance is filled again and again by its engine. */
public final class Outcome {
    private static final ByteBuffer EMPTY = Bytes.heap(0);

    private ReplyStatus status = ReplyStatus.OK;
    private RejectReason reason = RejectReason.NONE;
    private int attempt;
    private long retryAfterUs;
    private ByteBuffer buffer = EMPTY;
    private int offset;
    private int length;

    Outcome set(final ReplyStatus status, final RejectReason reason, final int attempt, final long retryAfterUs) {
        this.status = status;
        this.reason = reason;
        this.attempt = attempt;
        this.retryAfterUs = retryAfterUs;
        this.buffer = EMPTY;
        this.offset = 0;
        this.length = 0;
        return this;
    }

    Outcome withPayload(final ByteBuffer buffer, final int offset, final int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        return this;
    }

    public ReplyStatus status() {
        return status;
    }

    /** {@link RejectReason#NONE} unless rejected. */
    public RejectReason reason() {
        return reason;
    }

    /** Assignments to workers that the request took; 0 if it reached none. */
    public int attempt() {
        return attempt;
    }

    /** When rejected: how long to wait before trying again, in microseconds. */
    public long retryAfterUs() {
        return retryAfterUs;
    }

    /** Where the payload is, from {@link #offset}, {@link #length} bytes: the answer, or words about the failure. */
    public ByteBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** A copy of the payload; allocates. */
    public byte[] payload() {
        return Bytes.copy(buffer, offset, length);
    }

    /** The payload as text; allocates. */
    public String text() {
        return Bytes.utf8(buffer, offset, length);
    }
}
