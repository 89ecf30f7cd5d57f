package io.wilco.loadgen.load;

import io.wilco.client.core.ClientEngine;
import io.wilco.transport.Duty;
import io.wilco.wire.CloseReason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A whole run, from connecting to the last outcome. Whoever runs its {@link #engines} calls {@link #doWork} in every
 * cycle after the datagrams and before the engines' ticks; it is handed its time and touches no socket.
 */
public final class LoadRun implements Duty {
    /** How long each of the dispatchers is looked for. */
    public static final long CONNECT_TIMEOUT_NS = 3_000_000_000L;

    /** How long after its deadline an open request is waited for; one without an outcome by then is lost. */
    private static final long GRACE_NS = 1_000_000_000L;

    /** How long open requests are waited for when the run is interrupted; then they are cancelled. */
    private static final long INTERRUPTED_DRAIN_NS = 1_000_000_000L;

    private enum Phase {
        CONNECTING,
        ISSUING,
        DRAINING,
        ENDED
    }

    private final LoadConfig config;
    private final LoadListener listener;
    private final Tally tally;
    private final List<LoadClient> clients = new ArrayList<>();
    private final long connectUntilNs;
    private Phase phase = Phase.CONNECTING;
    private long cycleNs;
    private long beginNs;
    private long measureNs;
    private long endNs;
    private long drainUntilNs;
    private long reportedNs;
    private long reportNs = Long.MAX_VALUE;
    private double unsent;
    private boolean isMeasuring;
    private boolean isInterrupted;
    private volatile boolean isStopAsked;

    /**
     * @param dispatchers at least one
     * @param random see {@link ClientEngine}; what the generator itself leaves to chance follows from the seed
     * @param clock the time now, in nanoseconds; the same one that cycles are given
     */
    public LoadRun(
            final LoadConfig config,
            final List<InetSocketAddress> dispatchers,
            final LoadListener listener,
            final RandomGenerator random,
            final LongSupplier clock) {
        this.config = config;
        this.listener = listener;
        tally = new Tally(config);
        for (int i = 0; i < config.clients(); i++) {
            clients.add(new LoadClient(config, i, dispatchers, tally, random, clock, listener::onNotice));
        }
        connectUntilNs = clock.getAsLong() + CONNECT_TIMEOUT_NS * dispatchers.size();
    }

    /** One for each client, to be run with a socket each. */
    public List<ClientEngine> engines() {
        return clients.stream().map(LoadClient::engine).toList();
    }

    /** Ends the run before its time: issues nothing more and waits a little for what is open. Any thread. */
    public void stop() {
        isStopAsked = true;
    }

    @Override
    public int doWork(final long nowNs) {
        final Phase before = phase;
        int work = 0;
        cycleNs = nowNs;
        switch (phase) {
            case CONNECTING -> connect(nowNs);
            case ISSUING -> work = issue(nowNs);
            case DRAINING -> drain(nowNs);
            case ENDED -> {
                return 0;
            }
        }
        report(nowNs);
        return phase == before ? work : work + 1;
    }

    /** Nothing is to be issued or looked at before this time unless a datagram arrives; {@link #stop} apart. */
    @Override
    public long nextDeadlineNs() {
        return switch (phase) {
            case CONNECTING -> connectUntilNs;
            case ISSUING -> {
                long deadlineNs = Math.min(isMeasuring ? endNs : measureNs, reportNs);
                for (int i = 0; i < clients.size(); i++) {
                    deadlineNs = Math.min(deadlineNs, clients.get(i).nextDueNs(cycleNs));
                }
                yield deadlineNs;
            }
            case DRAINING -> tally.open() == 0 ? Long.MIN_VALUE : Math.min(drainUntilNs, reportNs);
            case ENDED -> Long.MAX_VALUE;
        };
    }

    private void connect(final long nowNs) {
        boolean isReady = true;
        for (final LoadClient client : clients) {
            isReady &= client.isConnected();
        }
        if (isReady) {
            begin(nowNs);
        } else if (nowNs >= connectUntilNs || isStopAsked) {
            phase = Phase.ENDED;
            listener.onNotStarted(whyNotConnected());
        }
    }

    private String whyNotConnected() {
        CloseReason reason = CloseReason.NO_ANSWER;
        int missing = 0;
        for (final LoadClient client : clients) {
            if (!client.isConnected()) {
                reason = client.lastFailure();
                missing++;
            }
        }
        final boolean isAll = missing == clients.size();
        return LoadClient.describe(reason) + (isAll ? "" : " (for " + missing + " of " + clients.size() + " clients)");
    }

    private void begin(final long nowNs) {
        final int payloadBytesMax = clients.get(0).payloadBytesMax();
        if (config.payloadBytes() > payloadBytesMax) {
            phase = Phase.ENDED;
            listener.onNotStarted("it takes payloads of " + payloadBytesMax + " bytes at the most");
            return;
        }
        phase = Phase.ISSUING;
        beginNs = nowNs;
        measureNs = nowNs + config.warmupNs();
        endNs = measureNs + config.durationNs();
        reportedNs = nowNs;
        reportNs = nowNs + config.reportIntervalNs();
        tally.planMeasuring(measureNs, endNs);
        for (final LoadClient client : clients) {
            client.begin(nowNs);
        }
    }

    private int issue(final long nowNs) {
        if (!isMeasuring && nowNs >= measureNs) {
            isMeasuring = true;
            tally.beginMeasuring(measureNs);
        }
        if (nowNs >= endNs || isStopAsked) {
            endIssuing(nowNs);
            return 1;
        }
        int issued = 0;
        for (int i = 0; i < clients.size(); i++) {
            issued += clients.get(i).issue(nowNs, endNs);
        }
        return issued;
    }

    private void endIssuing(final long nowNs) {
        phase = Phase.DRAINING;
        isInterrupted = isStopAsked;
        final long stoppedNs = Math.min(nowNs, endNs);
        tally.endMeasuring(stoppedNs);
        for (final LoadClient client : clients) {
            unsent += client.left(stoppedNs);
        }
        drainUntilNs = nowNs + config.deadlineNs() + GRACE_NS;
    }

    private void drain(final long nowNs) {
        if (isStopAsked && nowNs < drainUntilNs) {
            isInterrupted = true;
            drainUntilNs = Math.min(drainUntilNs, nowNs + INTERRUPTED_DRAIN_NS);
            isStopAsked = false;
        }
        if (tally.open() > 0 && nowNs >= drainUntilNs && isInterrupted) {
            clients.forEach(client -> client.cancelOpen(nowNs));
        }
        if (tally.open() == 0 || nowNs >= drainUntilNs) {
            phase = Phase.ENDED;
            // Before the links are closed, for that ends open calls: here one without an outcome is lost.
            listener.onEnded(tally.result(nowNs, isInterrupted, Math.round(unsent)));
            clients.forEach(client -> client.engine().close(nowNs));
        }
    }

    private void report(final long nowNs) {
        if (nowNs >= reportNs && phase != Phase.ENDED) {
            listener.onProgress(tally.progress(nowNs, nowNs - beginNs, nowNs - reportedNs));
            reportedNs = nowNs;
            reportNs = Math.max(nowNs + 1, reportNs + config.reportIntervalNs());
        }
    }
}
