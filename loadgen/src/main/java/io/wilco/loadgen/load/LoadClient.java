package io.wilco.loadgen.load;

import io.wilco.cli.HostPort;
import io.wilco.client.core.CallListener;
import io.wilco.client.core.ClientEngine;
import io.wilco.client.core.Outcome;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One client of a run: issues requests when its {@link Pacer} says so, on a {@link ClientEngine} of its own, and checks
 * every reply. In steady state it allocates nothing.
 *
 * <p>Latency is what the caller sees: the clock is read anew when requests are issued and for every outcome, so that a
 * stall of this process within a cycle counts too.
 */
final class LoadClient implements CallListener {
    /** Requests issued before anything else is done: a backlog must not keep replies waiting. */
    private static final int ISSUED_PER_CYCLE_MAX = 1_024;

    /** Sets the service times apart from all else that follows from the seed. */
    private static final long SERVICE_TIME_SALT = 0x5E12_71CEL;

    private static final long KEY_SALT = 0x6E75L;

    private final LoadConfig config;
    private final Tally tally;
    private final LongSupplier clock;
    private final SplittableRandom serviceTimes;
    private final KeyedOptions options;
    private final Consumer<String> onNotice;
    private final ClientEngine engine;
    private final Payloads payloads;
    private final Pacer pacer;
    private final byte[] service;
    private final ByteBuffer payload;
    private final List<Request> requests = new ArrayList<>();
    private final ArrayDeque<Request> free = new ArrayDeque<>();
    private long number;
    private boolean isConnected;
    private CloseReason lastFailure = CloseReason.NO_ANSWER;

    /**
     * @param index 0 to {@link LoadConfig#clients} - 1
     * @param random see {@link ClientEngine}
     * @param clock the time now, in the same terms as the engine's
     */
    LoadClient(
            final LoadConfig config,
            final int index,
            final List<InetSocketAddress> dispatchers,
            final Tally tally,
            final RandomGenerator random,
            final LongSupplier clock,
            final Consumer<String> onNotice) {
        this.config = config;
        this.tally = tally;
        this.clock = clock;
        serviceTimes = new SplittableRandom(Payloads.mix(config.seed() ^ SERVICE_TIME_SALT) + index);
        options = new KeyedOptions(
                config.options(), config.keys(), new SplittableRandom(Payloads.mix(config.seed() ^ KEY_SALT) + index));
        this.onNotice = onNotice;
        engine = new ClientEngine(config.clientConfig(index), dispatchers, this, random, clock.getAsLong());
        payloads = new Payloads(config, index);
        pacer = Pacer.of(config, index);
        service = config.serviceBytes();
        payload = Bytes.heap(config.payloadBytes());
    }

    ClientEngine engine() {
        return engine;
    }

    boolean isConnected() {
        return isConnected;
    }

    /** Why the last link ended, or could not be opened. */
    CloseReason lastFailure() {
        return lastFailure;
    }

    /** The largest payload that the dispatcher takes; 0 if there is none. */
    int payloadBytesMax() {
        return engine.payloadBytesMax(service.length);
    }

    void begin(final long nowNs) {
        pacer.begin(nowNs);
    }

    /** When the next request is due; {@link Pacer#NEVER} if that hangs on an outcome. */
    long nextDueNs(final long nowNs) {
        return pacer.nextDueNs(nowNs);
    }

    /** About how many requests of an open loop are due before that time and not issued. */
    double left(final long endNs) {
        return pacer instanceof OpenLoopPacer open ? open.left(endNs) : 0;
    }

    /**
     * Issues what is due, bounded.
     *
     * @param endNs what is due from then on is not issued
     * @return how many
     */
    int issue(final long nowNs, final long endNs) {
        final long sentNs = Math.max(nowNs, clock.getAsLong());
        int issued = 0;
        while (issued < ISSUED_PER_CYCLE_MAX) {
            final long dueNs = pacer.nextDueNs(sentNs);
            if (dueNs > sentNs || dueNs >= endNs) {
                break;
            }
            pacer.onIssued();
            issue(nowNs, sentNs, dueNs);
            issued++;
        }
        return issued;
    }

    private void issue(final long nowNs, final long sentNs, final long dueNs) {
        final Request request = takeRequest();
        request.number = number++;
        request.intendedNs = dueNs;
        request.serviceTime = config.serviceTimes() == null
                ? 0
                : config.serviceTimes().sampleNs(serviceTimes) | (config.isSpinning() ? Payloads.SPIN_FLAG : 0);
        request.isOpen = true;
        payloads.write(payload, request.number, request.serviceTime);
        tally.onSent(request, sentNs);
        request.callId = engine.call(
                nowNs,
                request,
                service,
                payload,
                0,
                config.payloadBytes(),
                sentNs + config.deadlineNs(),
                options.next());
        if (request.callId == ClientEngine.REFUSED) {
            tally.onRefused(request, RejectReason.CLIENT_QUEUE_FULL);
            end(request, sentNs, 1);
        } else if (request.callId == ClientEngine.OVERLOADED) {
            tally.onRefused(request, RejectReason.OVERLOADED);
            end(request, sentNs, Math.max(1, engine.retryAfterUs() * 1_000));
        }
    }

    private Request takeRequest() {
        final Request known = free.poll();
        if (known != null) {
            return known;
        }
        final Request request = new Request();
        requests.add(request);
        return request;
    }

    @Override
    public void onOutcome(final Object context, final long nowNs, final Outcome outcome) {
        final Request request = (Request) context;
        if (!request.isOpen) {
            throw new IllegalStateException("a second outcome of one request: " + outcome.status());
        }
        final long atNs = Math.max(nowNs, clock.getAsLong());
        final boolean isRight = outcome.status() != ReplyStatus.OK
                || payloads.isOf(
                        outcome.buffer(), outcome.offset(), outcome.length(), request.number, request.serviceTime);
        tally.onOutcome(request, atNs, outcome, isRight);
        final boolean isRejected = outcome.status() == ReplyStatus.REJECTED;
        end(request, atNs, isRejected ? Math.max(1, outcome.retryAfterUs() * 1_000) : 0);
    }

    private void end(final Request request, final long nowNs, final long backoffNs) {
        request.isOpen = false;
        free.push(request);
        pacer.onOutcome(nowNs, backoffNs);
    }

    /** Ends all open requests, of which nobody is going to wait for the outcome. */
    void cancelOpen(final long nowNs) {
        for (final Request request : requests) {
            if (request.isOpen) {
                engine.cancel(nowNs, request.callId);
            }
        }
    }

    @Override
    public void onConnected(final InetSocketAddress dispatcher, final long nowNs) {
        isConnected = true;
    }

    @Override
    public void onDisconnected(
            final InetSocketAddress dispatcher,
            final long nowNs,
            final CloseReason reason,
            final boolean wasConnected) {
        isConnected = engine.isConnected();
        lastFailure = reason;
        if (wasConnected) {
            onNotice.accept("lost the dispatcher " + HostPort.text(dispatcher) + ": " + describe(reason)
                    + "; looking for one again");
        }
    }

    /** In words for the user. */
    static String describe(final CloseReason reason) {
        return switch (reason) {
            case UNREACHABLE -> "nothing listens there";
            case NO_ANSWER -> "no answer";
            case PEER_SILENT -> "it went silent";
            case RESET_BY_PEER -> "it restarted";
            case SHUTDOWN -> "it is shutting down";
            case TOO_MANY_LINKS -> "it takes no more clients";
            case NORMAL, PROTOCOL_ERROR, BAD_PARAMETERS, SUPERSEDED, UNKNOWN -> "it ended the link (" + reason + ")";
        };
    }
}
