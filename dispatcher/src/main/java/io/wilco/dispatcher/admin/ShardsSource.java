package io.wilco.dispatcher.admin;

import io.wilco.dispatcher.core.ShardsSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Who knows who owns which shard: a running dispatcher. */
@FunctionalInterface
public interface ShardsSource {
    /**
     * Who owns what now. Any thread.
     *
     * @throws TimeoutException if the dispatcher does not say within the time
     */
    List<ShardsSnapshot> shards(Duration timeout) throws TimeoutException, InterruptedException;
}
