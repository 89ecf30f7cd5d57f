package io.wilco.worker.core;

import io.wilco.wire.Key;
import org.jspecify.annotations.Nullable;

/**
 * What a keyed request is about.
 *
 * @param client who asks; 0 if it may be executed more than once
 * @param sequence its number among that client's
 * @param shard of its service
 * @param epoch under which this worker owns the shard
 * @param record by which it is known again; null if it may be executed more than once
 */
record KeyedWork(
        Key key,
        long client,
        long sequence,
        int shard,
        long epoch,
        @Nullable OnceRecord record) {}
