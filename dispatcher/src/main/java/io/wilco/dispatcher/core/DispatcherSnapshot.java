package io.wilco.dispatcher.core;

import io.wilco.wire.WorkerTraits;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher shows of itself at one moment; plain data, for any thread. Times in nanoseconds, counts since the
 * dispatcher began.
 *
 * @param state {@code serving} or {@code draining}
 * @param links open, of clients and workers
 * @param requests in the dispatcher now
 * @param received requests that came
 * @param ok replies of handlers passed on; likewise the other outcomes
 * @param redispatched assignments taken back from a worker that was lost or silent
 * @param abandoned requests whose client was lost
 */
public record DispatcherSnapshot(
        String state,
        String policy,
        ClusterView cluster,
        long uptimeNs,
        int links,
        int requests,
        long received,
        long ok,
        long applicationErrors,
        long rejected,
        long deadlineExceeded,
        long outcomeUnknown,
        long cancelled,
        long redispatched,
        long abandoned,
        Traffic traffic,
        List<ServiceSnapshot> services,
        List<WorkerSnapshot> workers) {
    public DispatcherSnapshot {
        services = List.copyOf(services);
        workers = List.copyOf(workers);
    }

    /**
     * How a dispatcher stands among others that share a placement.
     *
     * @param text in words for people; empty if it is alone
     * @param isCurrent whether it is in touch with enough of them to know what they know
     */
    public record ClusterView(String text, boolean isCurrent) {
        /** Of one that is alone. */
        public static final ClusterView ALONE = new ClusterView("", true);
    }

    /** Datagrams of all links, ended ones included, and what had no link. */
    public record Traffic(
            long datagramsSent,
            long datagramsReceived,
            long framesRetransmitted,
            long framesDuplicate,
            long datagramsInvalid,
            long datagramsUnknown,
            long challengesSent,
            long resetsSent,
            long cookiesBad) {}

    /**
     * A service that a worker has offered since the dispatcher began.
     *
     * @param queued requests waiting for a worker
     * @param workers ready ones
     * @param rejected for want of room
     * @param expired in the queue
     * @param hedged given to a second worker because they took long
     * @param recalled given back by a worker, when asked, that would not have begun them for long
     * @param shardsWaiting shards without an owner that requests can go to now; 0 if nobody has asked for a key
     * @param shardsMoved shards that have changed hands since the placement began
     */
    public record ServiceSnapshot(
            String name,
            int queued,
            int workers,
            long rejected,
            long expired,
            long hedged,
            long recalled,
            int shardsWaiting,
            long shardsMoved) {}

    /**
     * A worker that is here or was lately.
     *
     * @param address null while it is down
     * @param state {@code ready}, {@code ejected}, {@code draining}, {@code maint}, {@code suspect} or {@code down}
     * @param wanted by an operator
     * @param traits its tier and zone, and its weight, which an operator may have changed
     * @param executing, queued of all dispatchers, by the last report
     * @param outstanding of this dispatcher, now
     * @param bound most that may be outstanding
     * @param p50Ns from assigning to reply, over the last ten to twenty seconds; likewise p99 and p99.9
     */
    public record WorkerSnapshot(
            String id,
            List<String> services,
            @Nullable InetSocketAddress address,
            String state,
            AdminState wanted,
            WorkerTraits traits,
            int executing,
            int queued,
            int concurrency,
            long outstanding,
            long bound,
            int cpuPercent,
            long serviceTimeNs,
            long queueDelayNs,
            long roundTripNs,
            long reportAgeNs,
            long assigned,
            long completed,
            long failed,
            long refused,
            long retransmitted,
            long redispatched,
            long p50Ns,
            long p99Ns,
            long p999Ns) {
        public WorkerSnapshot {
            services = List.copyOf(services);
        }
    }
}
