package io.wilco.dispatcher.core;

import io.wilco.link.Link;
import io.wilco.link.LinkConfig;
import io.wilco.wire.Bytes;
import io.wilco.wire.CancelFlyweight;
import io.wilco.wire.CloseReason;
import io.wilco.wire.LoadReport;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RegisterFlyweight;
import io.wilco.wire.RegisteredFlyweight;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import io.wilco.wire.WorkerState;
import io.wilco.wire.WorkerTraits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A worker that answers when it is told to, or at once if {@link #isEchoing}, with an error if {@link #isFailing}; and
 * notes what it was sent.
 */
public final class TestWorker extends Peer {
    /** Each is a process of its own. */
    private static final AtomicLong INCARNATIONS = new AtomicLong();

    /** A request as it came, whose payload is text in these tests. */
    record Request(long id, long budgetUs, int attempt, String payload) {}

    final List<Request> requests = new ArrayList<>();
    final Set<Long> cancelled = new HashSet<>();
    final Set<Long> recalled = new HashSet<>();
    boolean isEchoing;
    boolean isFailing;
    boolean isRegistered;
    String refusal;
    WorkerState state = WorkerState.READY;
    long serviceTimeNs;
    WorkerTraits traits = WorkerTraits.DEFAULT;
    long incarnation = INCARNATIONS.incrementAndGet();
    private final String id;
    private final int concurrency;
    private final List<String> services;
    private long completed;

    public TestWorker(
            final LinkConfig config,
            final InetSocketAddress dispatcher,
            final long nowNs,
            final String id,
            final int concurrency,
            final String... services) {
        super(config, dispatcher, nowNs);
        this.id = id;
        this.concurrency = concurrency;
        this.services = List.of(services);
    }

    /** Makes it answer each request with its payload from now on. */
    public TestWorker echoing() {
        isEchoing = true;
        return this;
    }

    /** Whether the dispatcher has registered it. */
    public boolean isRegistered() {
        return isRegistered;
    }

    /** Ends the link. */
    public void goodbye(final CloseReason reason) {
        link.close(reason, "");
    }

    void reply(final Request request, final String payload) {
        reply(request.id(), ReplyStatus.OK, RejectReason.NONE, payload);
    }

    void refuse(final Request request, final RejectReason reason) {
        reply(request.id(), ReplyStatus.REJECTED, reason, "");
    }

    void reply(final long requestId, final ReplyStatus status, final RejectReason reason, final String payload) {
        final byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        completed++;
        ReplyFlyweight.writeHeader(scratch(), 0, requestId, status, reason, 0, 0);
        scratch().put(ReplyFlyweight.HEADER_LENGTH, bytes);
        send(MessageKind.REPLY, ReplyFlyweight.HEADER_LENGTH + bytes.length);
    }

    /** Takes nothing new from now on, and says so. */
    void drain(final long nowNs) {
        state = WorkerState.DRAINING;
        link.ackNow(nowNs);
    }

    @Override
    public void onEstablished(final Link established, final long nowNs) {
        super.onEstablished(established, nowNs);
        established.reportLoad(this::report);
        final int length = RegisterFlyweight.write(
                scratch(), 0, new RegisterFlyweight.Registration(concurrency, id, services, traits, incarnation, 0));
        send(MessageKind.REGISTER, length);
    }

    private void report(final LoadReport report) {
        report.executing = requests.size() - (int) completed;
        report.queued = 0;
        report.concurrency = concurrency;
        report.state = state;
        report.cpuPercent = 7;
        report.serviceTimeNs = serviceTimeNs;
        report.queueDelayNs = 0;
        report.received = requests.size();
        report.completed = completed;
    }

    @Override
    public boolean onMessage(
            final Link from,
            final long nowNs,
            final int kind,
            final ByteBuffer body,
            final int offset,
            final int length) {
        switch (kind) {
            case MessageKind.REQUEST -> onRequest(body, offset, length);
            case MessageKind.CANCEL -> cancelled.add(CancelFlyweight.requestId(body, offset));
            case MessageKind.RECALL -> recalled.add(CancelFlyweight.requestId(body, offset));
            case MessageKind.REGISTERED -> {
                isRegistered = RegisteredFlyweight.isAccepted(body, offset);
                refusal = RegisteredFlyweight.text(body, offset, length);
            }
            default -> throw new AssertionError("kind " + kind);
        }
        return true;
    }

    private void onRequest(final ByteBuffer body, final int offset, final int length) {
        final int payload = RequestFlyweight.payloadOffset(body, offset);
        final Request request = new Request(
                RequestFlyweight.requestId(body, offset),
                RequestFlyweight.budgetUs(body, offset),
                RequestFlyweight.attempt(body, offset),
                Bytes.utf8(body, payload, offset + length - payload));
        requests.add(request);
        // Credit without end: what the dispatcher sends is the policy's business here.
        link.grantRequests(requests.size() + 10_000L);
        if (isEchoing) {
            final ReplyStatus status = isFailing ? ReplyStatus.APPLICATION_ERROR : ReplyStatus.OK;
            reply(request.id(), status, RejectReason.NONE, request.payload());
        }
    }
}
