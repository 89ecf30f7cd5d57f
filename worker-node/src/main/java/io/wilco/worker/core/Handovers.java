package io.wilco.worker.core;

import io.wilco.wire.Shards;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Handovers between this worker and its embedder: gathered during a cycle, and each over within a limit. */
final class Handovers {
    private final Work work;
    private final Custody custody;
    private final long limitNs;

    /** In the order in which the embedder is to hear of them. */
    private final ArrayDeque<Batch> pending = new ArrayDeque<>();

    private final List<Open> open = new ArrayList<>();
    private long made;

    /** Shards that the embedder has not been told of. */
    private static final class Batch {
        private final int service;
        private final Handover.Kind kind;
        private final List<Integer> shards = new ArrayList<>();
        private final List<Long> epochs = new ArrayList<>();
        private final BitSet members = new BitSet(Shards.COUNT);

        Batch(final int service, final Handover.Kind kind) {
            this.service = service;
            this.kind = kind;
        }

        void add(final int shard, final long epoch) {
            shards.add(shard);
            epochs.add(epoch);
            members.set(shard);
        }
    }

    /** One that the embedder works at. */
    private record Open(Handover handover, long untilNs) {}

    Handovers(final WorkerConfig config, final Work work, final Custody custody) {
        this.work = work;
        this.custody = custody;
        limitNs = config.handoverMaxNs();
    }

    /** Something has become of a shard. It is told with others like it, but never before what became of it earlier. */
    void add(final int service, final Handover.Kind kind, final int shard, final long epoch) {
        Batch fit = null;
        for (final Batch batch : pending) {
            if (batch.service == service && batch.members.get(shard)) {
                fit = null;
            } else if (batch.service == service && batch.kind == kind) {
                fit = batch;
            }
        }
        if (fit == null) {
            fit = new Batch(service, kind);
            pending.addLast(fit);
        }
        fit.add(shard, epoch);
    }

    /** Tells the embedder what has come and gone, and gives up those that take too long. */
    void run(final long nowNs) {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (nowNs >= open.get(i).untilNs) {
                custody.onHandedOver(open.remove(i).handover);
            }
        }
        // What is over at once may be followed by more.
        for (Batch batch = pending.poll(); batch != null; batch = pending.poll()) {
            final Handover handover = new Handover(++made, batch.service, batch.kind, batch.shards, batch.epochs);
            if (work.handOver(nowNs, handover)) {
                open.add(new Open(handover, nowNs + limitNs));
            } else {
                custody.onHandedOver(handover);
            }
        }
    }

    /** The embedder is done; of one that was given up, nothing comes of it. */
    void complete(final long id) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).handover.id() == id) {
                custody.onHandedOver(open.remove(i).handover);
                return;
            }
        }
    }

    long nextDeadlineNs() {
        long deadlineNs = !pending.isEmpty() ? Long.MIN_VALUE : Long.MAX_VALUE;
        for (int i = 0; i < open.size(); i++) {
            deadlineNs = Math.min(deadlineNs, open.get(i).untilNs);
        }
        return deadlineNs;
    }
}
