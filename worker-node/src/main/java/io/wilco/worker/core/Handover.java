package io.wilco.worker.core;

import java.util.List;

/**
 * Shards that come to a worker, or leave it.
 *
 * @param id for {@link WorkerEngine#completeHandover}
 * @param service index in {@link WorkerConfig#services}
 * @param kind which of both, or that they are gone already
 * @param shards their numbers, ascending
 * @param epochs of each: under which it comes, or came
 */
public record Handover(long id, int service, Kind kind, List<Integer> shards, List<Long> epochs) {
    public Handover {
        shards = List.copyOf(shards);
        epochs = List.copyOf(epochs);
    }

    /** What happens to the shards. */
    public enum Kind {
        /** They are this worker's as soon as it is ready for them. */
        ACQUIRED,
        /** Nothing is executed for them here any more; they are another's as soon as this worker has handed over. */
        RELEASED,
        /** They were taken away, as after a long silence; another worker may be executing for them already. */
        LOST
    }
}
