package io.wilco.worker.core;

import io.wilco.wire.Bytes;
import io.wilco.wire.Key;
import io.wilco.wire.Priority;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A request about to be executed; readable only during {@link Work#start}. */
public final class RequestView {
    private int serviceIndex;
    private long budgetNs;
    private int attempt;
    private int flags;
    private @Nullable KeyedWork keyed;
    private long beginByNs;
    private ByteBuffer buffer = Bytes.heap(0);
    private int offset;
    private int length;

    RequestView withKeyed(final @Nullable KeyedWork work, final long byNs) {
        keyed = work;
        beginByNs = byNs;
        return this;
    }

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

    /** Null if it has none. */
    public @Nullable Key key() {
        return keyed == null ? null : keyed.key();
    }

    /** The shard of its key; -1 without one. */
    public int shard() {
        return keyed == null ? -1 : keyed.shard();
    }

    /** Under which this worker owns that shard; 0 without a key. */
    public long epoch() {
        return keyed == null ? 0 : keyed.epoch();
    }

    /**
     * Until when it has to have begun, by the engine's clock; the greatest long without a key. Whoever comes to it
     * later, because a thread or the whole process did not run, completes it as rejected: another worker may own its
     * shard.
     */
    public long beginByNs() {
        return beginByNs;
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
