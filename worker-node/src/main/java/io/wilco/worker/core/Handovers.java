package io.wilco.worker.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Handovers between this worker and its embedder: gathered during a cycle, and each over within a limit. */
final class Handovers {
    private final Work work;
    private final Custody custody;
    private final long limitNs;
    private final List<Map<Handover.Kind, Batch>> batches = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();
    private long made;
    private boolean isAny;

    /** Shards that have not been told of. */
    private static final class Batch {
        private final List<Integer> shards = new ArrayList<>();
        private final List<Long> epochs = new ArrayList<>();
    }

    /** One that the embedder works at. */
    private record Open(Handover handover, long untilNs) {}

    Handovers(final WorkerConfig config, final Work work, final Custody custody) {
        this.work = work;
        this.custody = custody;
        limitNs = config.handoverMaxNs();
        for (int i = 0; i < config.services().size(); i++) {
            final Map<Handover.Kind, Batch> kinds = new EnumMap<>(Handover.Kind.class);
            for (final Handover.Kind kind : Handover.Kind.values()) {
                kinds.put(kind, new Batch());
            }
            batches.add(kinds);
        }
    }

    private Batch batch(final int service, final Handover.Kind kind) {
        return Objects.requireNonNull(batches.get(service).get(kind));
    }

    void add(final int service, final Handover.Kind kind, final int shard, final long epoch) {
        final Batch batch = batch(service, kind);
        batch.shards.add(shard);
        batch.epochs.add(epoch);
        isAny = true;
    }

    /** Tells the embedder what has come and gone, and gives up those that take too long. */
    void run(final long nowNs) {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (nowNs >= open.get(i).untilNs) {
                custody.onHandedOver(open.remove(i).handover);
            }
        }
        while (isAny) {
            // What is over at once may be followed by more.
            isAny = false;
            for (int service = 0; service < batches.size(); service++) {
                tell(service, Handover.Kind.LOST, nowNs);
                tell(service, Handover.Kind.RELEASED, nowNs);
                tell(service, Handover.Kind.ACQUIRED, nowNs);
            }
        }
    }

    private void tell(final int service, final Handover.Kind kind, final long nowNs) {
        final Batch batch = batch(service, kind);
        if (batch.shards.isEmpty()) {
            return;
        }
        final Handover handover = new Handover(++made, service, kind, batch.shards, batch.epochs);
        batch.shards.clear();
        batch.epochs.clear();
        if (work.handOver(nowNs, handover)) {
            open.add(new Open(handover, nowNs + limitNs));
        } else {
            custody.onHandedOver(handover);
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
        long deadlineNs = isAny ? Long.MIN_VALUE : Long.MAX_VALUE;
        for (int i = 0; i < open.size(); i++) {
            deadlineNs = Math.min(deadlineNs, open.get(i).untilNs);
        }
        return deadlineNs;
    }
}
