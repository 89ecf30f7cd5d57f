package io.wilco.loadgen.load;

import io.wilco.client.core.CallOptions;
import io.wilco.client.core.ClientConfig;
import io.wilco.link.LinkConfig;
import io.wilco.wire.BlockPool;
import io.wilco.wire.RegisterFlyweight;
import io.wilco.wire.Zone;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do. The messages of its checks name the options of {@code wilco load}, where the values come from.
 *
 * @param service name of the service, 1 to 64 bytes of UTF-8
 * @param pacing when requests are sent
 * @param clients 1 to 1,024, each with a socket and a link of its own
 * @param warmupNs time before the measured part, 0 or more
 * @param durationNs length of the measured part, 1 ms to 24 h
 * @param payloadBytes of each request, at most 65,536; at least what {@link Payloads} needs
 * @param serviceTimes how long the handler is asked to take; null if it is not asked
 * @param isSpinning whether it is asked to spin that long instead of sleeping
 * @param deadlineNs of each request, counted from when it is really sent, 1 ms to 1 h
 * @param options of each request: delivery, priority, whether it may be hedged
 * @param keys of the requests; null if they have none
 * @param zone of the clients: dispatchers of the same one come first; empty if that does not matter
 * @param seed of payloads, arrivals, keys and service times
 * @param reportIntervalNs between two progress reports, at least 100 ms
 */
public record LoadConfig(
        String service,
        Pacing pacing,
        int clients,
        long warmupNs,
        long durationNs,
        int payloadBytes,
        @Nullable ServiceTimes serviceTimes,
        boolean isSpinning,
        long deadlineNs,
        CallOptions options,
        @Nullable Keys keys,
        String zone,
        long seed,
        long reportIntervalNs) {
    public static final int CLIENTS_MAX = 1_024;
    public static final int OUTSTANDING_MAX = ClientConfig.CALLS_MAX_CEILING;
    public static final double RATE_MAX = 10_000_000;

    private static final long MS = 1_000_000L;
    private static final long HOUR_NS = 3_600_000 * MS;

    /** What the requests of a closed loop may take in memory. */
    private static final long KEPT_BYTES_MAX = 1L << 30;

    /** @throws IllegalArgumentException with a message fit for the user */
    public LoadConfig {
        check(
                RegisterFlyweight.isName(service),
                "--service '" + service + "': a name has 1 to 64 bytes of UTF-8 and no control characters");
        check(clients >= 1 && clients <= CLIENTS_MAX, "--clients " + clients + " is not in 1.." + CLIENTS_MAX);
        check(warmupNs >= 0 && warmupNs <= HOUR_NS, "--warmup is an hour at the most");
        check(durationNs >= MS && durationNs <= 24 * HOUR_NS, "--duration is 1ms to 24h");
        check(deadlineNs >= MS && deadlineNs <= HOUR_NS, "--deadline is 1ms to 1h");
        check(reportIntervalNs >= 100 * MS, "--report-interval is at least 100ms");
        check(
                payloadBytes <= LinkConfig.PAYLOAD_BYTES_MAX,
                "--payload " + payloadBytes + " is too large; at most " + LinkConfig.PAYLOAD_BYTES_MAX + " bytes");
        final int least = Payloads.leastBytes(serviceTimes != null);
        check(
                payloadBytes >= least,
                "--payload " + payloadBytes + " is too small; at least " + least + " bytes: "
                        + (serviceTimes == null ? "" : "8 for the service time, ") + "8 for the request's number");
        Zone.check(zone);
        validate(pacing, clients);
        check(
                !(pacing instanceof Pacing.ClosedLoop closed)
                        || (long) closed.outstanding() * blockBytes(service, payloadBytes) <= KEPT_BYTES_MAX,
                "so many --outstanding of so large a --payload take more than 1 GiB; lower one of them");
    }

    private static void validate(final Pacing pacing, final int clients) {
        if (pacing instanceof Pacing.ClosedLoop closed) {
            final int outstanding = closed.outstanding();
            check(
                    outstanding >= 1 && outstanding <= OUTSTANDING_MAX,
                    "--outstanding " + outstanding + " is not in 1.." + OUTSTANDING_MAX);
            check(
                    outstanding >= clients,
                    "--outstanding " + outstanding + " is over all clients; it must be at least --clients " + clients);
        } else if (pacing instanceof Pacing.OpenLoop open) {
            check(
                    open.ratePerS() > 0 && open.ratePerS() <= RATE_MAX,
                    "--rate " + Figures.plain(open.ratePerS()) + " is not above 0 and at most "
                            + Figures.plain(RATE_MAX) + " requests a second");
        }
    }

    private static void check(final boolean isFine, final String message) {
        if (!isFine) {
            throw new IllegalArgumentException(message);
        }
    }

    byte[] serviceBytes() {
        return service.getBytes(StandardCharsets.UTF_8);
    }

    /** The share of one client, of those that are numbered from 0. */
    int outstandingOf(final Pacing.ClosedLoop closed, final int client) {
        return closed.outstanding() / clients + (client < closed.outstanding() % clients ? 1 : 0);
    }

    /** The settings of a client: room for whatever the pacing asks for. */
    ClientConfig clientConfig(final int client) {
        final ClientConfig config = ClientConfig.DEFAULT;
        final int callsMax = pacing instanceof Pacing.ClosedLoop closed
                ? outstandingOf(closed, client)
                : ClientConfig.CALLS_MAX_CEILING;
        // A chunk of the pool more than the blocks, since it takes memory by chunks.
        final long neededBytes = (long) callsMax * blockBytes(service, payloadBytes) + BlockPool.BLOCK_BYTES_MAX;
        final long keptBytesMax = pacing instanceof Pacing.ClosedLoop
                ? neededBytes
                : Math.min(neededBytes, Math.max(1L << 20, config.keptBytesMax() / clients));
        return new ClientConfig(
                callsMax, keptBytesMax, config.reconnectMinNs(), config.reconnectMaxNs(), config.link(), zone);
    }

    private static int blockBytes(final String service, final int payloadBytes) {
        final int bytes = service.getBytes(StandardCharsets.UTF_8).length + payloadBytes;
        return Math.max(64, Integer.highestOneBit(Math.max(1, bytes - 1)) * 2);
    }
}
