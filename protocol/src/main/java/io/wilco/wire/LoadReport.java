package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * A worker's load, as it rides in ACK. One mutable instance is filled again and again by its owner.
 *
 * <pre>
 *  0               4               8               12              16      17      18      24
 * +---------------+---------------+---------------+---------------+-------+-------+-------+
 * | sequence      | executing     | queued        | concurrency   | state | cpu   | 0     |
 * +---------------+---------------+---------------+---------------+-------+-------+-------+
 *  24                     32                      40                      48             56
 * +----------------------+-----------------------+-----------------------+---------------+
 * | serviceTimeNs        | queueDelayNs          | received              | completed     |
 * +----------------------+-----------------------+-----------------------+---------------+
 * </pre>
 *
 * <p>{@code executing}, {@code queued}, the times and {@code cpu} are of the whole worker; {@code received} and
 * {@code completed} count the requests of this link since it began, so that a lost report leaks nothing. A report
 * replaces only those of a lower sequence.
 */
public final class LoadReport {
    public static final int SEQUENCE_OFFSET = 0;
    public static final int EXECUTING_OFFSET = 4;
    public static final int QUEUED_OFFSET = 8;
    public static final int CONCURRENCY_OFFSET = 12;
    public static final int STATE_OFFSET = 16;
    public static final int CPU_PERCENT_OFFSET = 17;
    public static final int RESERVED_OFFSET = 18;
    public static final int SERVICE_TIME_NS_OFFSET = 24;
    public static final int QUEUE_DELAY_NS_OFFSET = 32;
    public static final int RECEIVED_OFFSET = 40;
    public static final int COMPLETED_OFFSET = 48;
    public static final int LENGTH = 56;

    /** Cyclic; set by the link that sends the report. */
    public int sequence;

    /** Requests in a handler. */
    public int executing;

    /** Requests accepted and waiting for a handler. */
    public int queued;

    /** Requests that can be in a handler at once, at least 1. */
    public int concurrency;

    public WorkerState state = WorkerState.READY;

    /** Of the worker's process over all cores, 0 to 100. */
    public int cpuPercent;

    /** Smoothed time in a handler, nanoseconds. */
    public long serviceTimeNs;

    /** Smoothed wait for a handler, nanoseconds. */
    public long queueDelayNs;

    /** Requests received on this link. */
    public long received;

    /** Requests of this link ended in any way. */
    public long completed;

    public void write(final ByteBuffer buffer, final int offset) {
        buffer.putInt(offset + SEQUENCE_OFFSET, sequence);
        buffer.putInt(offset + EXECUTING_OFFSET, executing);
        buffer.putInt(offset + QUEUED_OFFSET, queued);
        buffer.putInt(offset + CONCURRENCY_OFFSET, concurrency);
        buffer.put(offset + STATE_OFFSET, (byte) state.code());
        buffer.put(offset + CPU_PERCENT_OFFSET, (byte) cpuPercent);
        buffer.putShort(offset + RESERVED_OFFSET, (short) 0);
        buffer.putInt(offset + RESERVED_OFFSET + 2, 0);
        buffer.putLong(offset + SERVICE_TIME_NS_OFFSET, serviceTimeNs);
        buffer.putLong(offset + QUEUE_DELAY_NS_OFFSET, queueDelayNs);
        buffer.putLong(offset + RECEIVED_OFFSET, received);
        buffer.putLong(offset + COMPLETED_OFFSET, completed);
    }

    /** Reads what a peer wrote, brought into the bounds of each field. */
    public void read(final ByteBuffer buffer, final int offset) {
        sequence = buffer.getInt(offset + SEQUENCE_OFFSET);
        executing = Math.max(0, buffer.getInt(offset + EXECUTING_OFFSET));
        queued = Math.max(0, buffer.getInt(offset + QUEUED_OFFSET));
        concurrency = Math.max(1, buffer.getInt(offset + CONCURRENCY_OFFSET));
        state = WorkerState.of(Bytes.u8(buffer, offset + STATE_OFFSET));
        cpuPercent = Math.min(100, Bytes.u8(buffer, offset + CPU_PERCENT_OFFSET));
        serviceTimeNs = Math.max(0, buffer.getLong(offset + SERVICE_TIME_NS_OFFSET));
        queueDelayNs = Math.max(0, buffer.getLong(offset + QUEUE_DELAY_NS_OFFSET));
        received = buffer.getLong(offset + RECEIVED_OFFSET);
        completed = buffer.getLong(offset + COMPLETED_OFFSET);
    }
}
