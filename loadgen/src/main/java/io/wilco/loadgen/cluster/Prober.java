package io.wilco.loadgen.cluster;

import io.wilco.client.core.CallOptions;
import io.wilco.wire.Delivery;
import io.wilco.wire.ReplyStatus;

/** Calls from every client to every service, one after the other, that must succeed, and soon: the cluster is well. */
final class Prober {
    private static final int ROUNDS = 2;
    private static final int LENGTH = 16;
    private static final long DEADLINE_NS = 2_000_000_000L;

    /** On a network of 50 microseconds each way: anything longer waits for some timer. */
    private static final long TOOK_MAX_NS = 30_000_000L;

    private final Cluster cluster;
    private long slowestNs;

    Prober(final Cluster cluster) {
        this.cluster = cluster;
    }

    void probe() {
        for (int round = 0; round < ROUNDS; round++) {
            for (final SimClient client : cluster.clients()) {
                for (int service = 0; service < Services.OFFERED; service++) {
                    probe(
                            client,
                            new CallPlan(
                                    service,
                                    LENGTH,
                                    LENGTH,
                                    0,
                                    false,
                                    DEADLINE_NS,
                                    CallOptions.of(Delivery.AT_MOST_ONCE),
                                    -1));
                }
            }
        }
    }

    private void probe(final SimClient client, final CallPlan plan) {
        final long startNs = cluster.world().nowNs();
        final CallRecord[] calls = new CallRecord[1];
        client.run(0, () -> calls[0] = client.call(plan));
        cluster.world().runUntil(() -> calls[0] != null && !calls[0].isOpen(), startNs + 2 * DEADLINE_NS);
        final CallRecord call = calls[0];
        final long nowNs = cluster.world().nowNs();
        slowestNs = Math.max(slowestNs, nowNs - startNs);
        if (call.status != ReplyStatus.OK) {
            cluster.findings().add(nowNs, "a probe of the mended cluster failed: " + call);
        } else if (nowNs - startNs > TOOK_MAX_NS) {
            cluster.findings().add(nowNs, "a probe of the mended cluster took long: " + call);
        }
    }

    /** How long a probe took at the most. */
    long slowestNs() {
        return slowestNs;
    }
}
