package io.wilco.worker.core;

import io.wilco.wire.ReplyStatus;
import java.util.Iterator;
import java.util.Map;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keyed requests that must not be executed twice, by identity and sequence number, with their replies. A client
 * says with each what is over, and it is forgotten (RIFL, SOSP 2015); what a client that went away leaves behind, a
 * while after its deadline. Of replies only so many bytes are kept; who asks for an older one again is told that its
 * outcome is unknown.
 */
final class OnceTable {
    static final int RECORDS_MAX = 131_072;
    static final int REPLY_BYTES_MAX = 64 * 1024 * 1024;

    /** After its deadline a request is not sent any more, but may still be on its way. */
    static final long KEPT_NS = 60_000_000_000L;

    private static final long SWEEP_NS = 5_000_000_000L;

    private final Long2ObjectHashMap<Client> clients = new Long2ObjectHashMap<>();
    private @Nullable OnceRecord oldest;
    private @Nullable OnceRecord newest;
    private int records;
    private long replyBytes;
    private long sweepNs = Long.MIN_VALUE;

    /** What is known of one identity. */
    private static final class Client {
        private final Long2ObjectHashMap<OnceRecord> bySequence = new Long2ObjectHashMap<>();
        private long openFrom;
        private long expiresNs;
    }

    /** The record of a request, or null. */
    @Nullable
    OnceRecord find(final long client, final long sequence) {
        final Client known = clients.get(client);
        return known == null ? null : known.bySequence.get(sequence);
    }

    /** Whether its client has said that a request is over. */
    boolean isOver(final long client, final long sequence) {
        final Client known = clients.get(client);
        return known != null && sequence < known.openFrom;
    }

    /**
     * Notes a request that is about to be taken.
     *
     * @param openFrom the lowest of its client that is not over, as it says
     * @return null if there is no room
     */
    @Nullable
    OnceRecord add(
            final long client, final long sequence, final long openFrom, final long deadlineNs, final long nowNs) {
        if (nowNs >= sweepNs) {
            sweep(nowNs);
        }
        if (records == RECORDS_MAX) {
            return null;
        }
        Client known = clients.get(client);
        if (known == null) {
            known = new Client();
            known.openFrom = openFrom;
            clients.put(client, known);
        }
        final OnceRecord record = new OnceRecord(deadlineNs + KEPT_NS);
        known.expiresNs = Math.max(known.expiresNs, record.expiresNs());
        known.bySequence.put(sequence, record);
        records++;
        return record;
    }

    /** Its client says that all below {@code openFrom} is over. */
    void onOpenFrom(final long client, final long openFrom) {
        final Client known = clients.get(client);
        if (known == null || openFrom <= known.openFrom) {
            return;
        }
        final long from = known.openFrom;
        known.openFrom = openFrom;
        if (openFrom - from <= known.bySequence.size()) {
            for (long sequence = from; sequence < openFrom; sequence++) {
                forget(known.bySequence.remove(sequence));
            }
        } else {
            forgetBelow(known, openFrom);
        }
    }

    private void forgetBelow(final Client known, final long openFrom) {
        final Iterator<Map.Entry<Long, OnceRecord>> entries =
                known.bySequence.entrySet().iterator();
        while (entries.hasNext()) {
            final Map.Entry<Long, OnceRecord> entry = entries.next();
            if (entry.getKey() < openFrom) {
                final OnceRecord record = entry.getValue();
                entries.remove();
                forget(record);
            }
        }
    }

    /** A request was not executed after all: it may come again. */
    void remove(final long client, final long sequence) {
        final Client known = clients.get(client);
        if (known != null) {
            forget(known.bySequence.remove(sequence));
        }
    }

    private void forget(final @Nullable OnceRecord record) {
        if (record != null) {
            records--;
            dropReply(record);
        }
    }

    private void dropReply(final OnceRecord record) {
        final byte[] reply = record.reply();
        if (reply == null) {
            return;
        }
        replyBytes -= reply.length;
        record.dropReply();
        final OnceRecord before = record.before;
        final OnceRecord after = record.after;
        if (before == null) {
            oldest = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.before = before;
        }
        record.before = null;
        record.after = null;
    }

    /** A handler has answered. */
    void onDone(final OnceRecord record, final ReplyStatus status, final byte[] reply) {
        record.onDone(status, reply);
        replyBytes += reply.length;
        record.before = newest;
        if (newest == null) {
            oldest = record;
        } else {
            newest.after = record;
        }
        newest = record;
        while (replyBytes > REPLY_BYTES_MAX && oldest != null) {
            dropReply(oldest);
        }
    }

    private void sweep(final long nowNs) {
        sweepNs = nowNs + SWEEP_NS;
        final Iterator<Client> all = clients.values().iterator();
        while (all.hasNext()) {
            final Client client = all.next();
            final Iterator<OnceRecord> each = client.bySequence.values().iterator();
            while (each.hasNext()) {
                final OnceRecord record = each.next();
                if (nowNs >= record.expiresNs() && record.slot() == ExecutionTable.NONE) {
                    each.remove();
                    forget(record);
                }
            }
            if (client.bySequence.isEmpty() && nowNs >= client.expiresNs) {
                all.remove();
            }
        }
    }

    /** Requests that are known. */
    int size() {
        return records;
    }

    /** Of replies that are kept. */
    long replyBytes() {
        return replyBytes;
    }
}
