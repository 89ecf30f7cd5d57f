package io.wilco.worker.core;

import io.wilco.wire.Bytes;
import io.wilco.wire.Priority;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;

/** A request about to be executed; readable only during {@link Work#start}. */
public final class RequestView {
    private int serviceIndex;
    private long budgetNs;
    private int attempt;
    private int flags;
    private ByteBuffer buffer = Bytes.heap(0);
    private int offset;
    private int length;

    RequestView set(
            final int serviceIndex,
            final long budgetNs,
            final int attempt,
            final int flags,
            final ByteBuffer buffer,
            final int offset,
            final int length) {
        this.serviceIndex = serviceIndex;
        this.budgetNs = budgetNs;
        this.attempt = attempt;
        this.flags = flags;
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        return this;
    }

    /** Index in {@link WorkerConfig#services}. */
    public int serviceIndex() {
        return serviceIndex;
    }

    /** What is left of the deadline, more than 0. */
    public long budgetNs() {
        return budgetNs;
    }

    /** Earlier assignments of the request. */
    public int attempt() {
        return attempt;
    }

    /** How urgent it is. */
    public Priority priority() {
        return RequestFlyweight.priorityOf(flags);
    }

    /** Where the payload is, from {@link #offset}, {@link #length} bytes. */
    public ByteBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }
}
