package io.wilco.loadgen.level;

import io.wilco.client.core.CallListener;
import io.wilco.client.core.CallOptions;
import io.wilco.client.core.ClientConfig;
import io.wilco.client.core.ClientEngine;
import io.wilco.client.core.Outcome;
import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import io.wilco.loadgen.load.ServiceTimes;
import io.wilco.wire.Bytes;
import io.wilco.wire.Priority;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A client's engine that asks at random times (Poisson), whatever comes back, and notes all of it. */
final class PoissonClient implements Engine, CallListener {
    private static final byte[] NAME = ServiceLevelSim.SERVICE.getBytes(StandardCharsets.UTF_8);

    private final ClientEngine engine;
    private final SplittableRandom random;
    private final ServiceTimes serviceTimes;
    private final CallOptions options;
    private final long deadlineNs;
    private final ByteBuffer payload = Bytes.heap(TimedWorker.PAYLOAD_BYTES);
    private final long firstNumber;
    private double ratePerS;
    private long nextNs = Long.MAX_VALUE;

    /** How many may be open; 0 if there is no bound any more. */
    final Map<Priority, Integer> windows = new EnumMap<>(Priority.class);

    final List<Call> calls = new ArrayList<>();

    /** A call and what became of it. */
    static final class Call {
        final long beganNs;
        long endedNs;
        ReplyStatus status;
        RejectReason reason;
        long retryAfterUs;

        Call(final long beganNs) {
            this.beganNs = beganNs;
        }

        boolean isOk() {
            return status == ReplyStatus.OK;
        }

        long tookNs() {
            return endedNs - beganNs;
        }
    }

    PoissonClient(
            final InetSocketAddress dispatcher,
            final ServiceTimes serviceTimes,
            final CallOptions options,
            final long deadlineNs,
            final SplittableRandom random,
            final long nowNs) {
        this.random = random;
        this.serviceTimes = serviceTimes;
        this.options = options;
        this.deadlineNs = deadlineNs;
        firstNumber = random.nextLong();
        engine = new ClientEngine(ClientConfig.DEFAULT, List.of(dispatcher), this, random.split(), nowNs);
    }

    /** Asks so often from now on. */
    void rate(final double perS, final long nowNs) {
        ratePerS = perS;
        nextNs = perS == 0 ? Long.MAX_VALUE : nowNs + gapNs();
    }

    private long gapNs() {
        return (long) (random.nextExponential() * 1e9 / ratePerS);
    }

    /** Asks now. */
    Call call(final long nowNs) {
        return call(nowNs, options);
    }

    /** Asks now, otherwise than usual. */
    Call call(final long nowNs, final CallOptions how) {
        return call(nowNs, how, deadlineNs);
    }

    /** Asks now, with more or less patience than usual. */
    Call call(final long nowNs, final long budgetNs) {
        return call(nowNs, options, budgetNs);
    }

    private Call call(final long nowNs, final CallOptions how, final long budgetNs) {
        final Call call = new Call(nowNs);
        calls.add(call);
        payload.putLong(TimedWorker.TIME_OFFSET, serviceTimes.sampleNs(random));
        payload.putLong(TimedWorker.NUMBER_OFFSET, firstNumber + calls.size());
        final long id = engine.call(nowNs, call, NAME, payload, 0, payload.capacity(), nowNs + budgetNs, how);
        if (id == ClientEngine.REFUSED || id == ClientEngine.OVERLOADED) {
            call.endedNs = nowNs;
            call.status = ReplyStatus.REJECTED;
            call.reason = id == ClientEngine.REFUSED ? RejectReason.CLIENT_QUEUE_FULL : RejectReason.OVERLOADED;
            call.retryAfterUs = engine.retryAfterUs();
        }
        return call;
    }

    @Override
    public void onOutcome(final Object context, final long nowNs, final Outcome outcome) {
        final Call call = (Call) context;
        call.endedNs = nowNs;
        call.status = outcome.status();
        call.reason = outcome.reason();
        call.retryAfterUs = outcome.retryAfterUs();
    }

    @Override
    public void onWindow(final byte[] service, final Priority priority, final int size, final long nowNs) {
        windows.put(priority, size);
    }

    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        engine.onDatagram(nowNs, peer, buffer);
    }

    @Override
    public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
        engine.onUnreachable(nowNs, peer);
    }

    @Override
    public void onTick(final long nowNs) {
        while (nextNs <= nowNs) {
            call(nextNs);
            nextNs += gapNs();
        }
        engine.onTick(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(nextNs, engine.nextDeadlineNs());
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return engine.pollTransmit(nowNs, writer);
    }
}
