package io.wilco.worker.core;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.link.Link;
import io.wilco.link.LinkConfig;
import io.wilco.link.LinkHandler;
import io.wilco.wire.Bytes;
import io.wilco.wire.CancelFlyweight;
import io.wilco.wire.CloseReason;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RegisterFlyweight;
import io.wilco.wire.RegisteredFlyweight;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.ShardsFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A worker: registers with every dispatcher it is told of, takes their requests into one bounded queue, has them
 * executed by {@link Work}, and answers each exactly once unless its link ends. Repeated requests never get this far:
 * the link's window knows them.
 */
public final class WorkerEngine implements Engine, LinkHandler {
    private final WorkerConfig config;
    private final WorkerListener listener;
    private final List<DispatcherLink> dispatchers = new ArrayList<>();
    private final Endpoint endpoint;
    private final LoadMeter meter;
    private final Custody custody;
    private final Executions executions;
    private final long incarnation;
    private final ByteBuffer scratch =
            Bytes.heap(Math.max(RegisterFlyweight.LENGTH_MAX, LinkConfig.MESSAGE_HEADER_BYTES_MAX));
    private boolean isStopped;

    /**
     * @param addresses the dispatchers, at least one
     * @param random see {@link Endpoint}
     */
    public WorkerEngine(
            final WorkerConfig config,
            final List<InetSocketAddress> addresses,
            final Work work,
            final WorkerListener listener,
            final RandomGenerator random,
            final long nowNs) {
        this.config = config;
        this.listener = listener;
        for (final InetSocketAddress address : addresses) {
            dispatchers.add(new DispatcherLink(address, config));
        }
        meter = new LoadMeter(config.concurrency());
        custody = new Custody(config, dispatchers, work);
        executions = new Executions(config, work, meter, custody);
        incarnation = random.nextLong();
        endpoint = new Endpoint(config.link().withRequestLimit(config.capacity()), this, random, false, nowNs);
    }

    /**
     * An execution ended; once for each {@link Work#start}.
     *
     * @param status {@link ReplyStatus#OK}; {@link ReplyStatus#APPLICATION_ERROR} with words as payload; or
     *     {@link ReplyStatus#REJECTED} if it was not executed after all, so that another worker gets it
     * @param tookNs time in the handler
     */
    public void complete(
            final long nowNs,
            final long executionId,
            final ReplyStatus status,
            final ByteBuffer payload,
            final int offset,
            final int length,
            final long tookNs) {
        executions.complete(nowNs, executionId, status, payload, offset, length, tookNs);
    }

    /** A {@link Handover} is over; of one whose time was over before, nothing comes of it. */
    public void completeHandover(final long id) {
        custody.handovers().complete(id);
    }

    /** These are the dispatchers from now on; those that are not among them are served as long as their link lasts. */
    public void onDispatchers(final List<InetSocketAddress> addresses) {
        for (int i = dispatchers.size() - 1; i >= 0; i--) {
            final DispatcherLink dispatcher = dispatchers.get(i);
            if (!addresses.contains(dispatcher.address())) {
                dispatcher.stop();
                if (dispatcher.link() == null) {
                    dispatchers.remove(i);
                }
            }
        }
        for (final InetSocketAddress address : addresses) {
            if (dispatchers.stream()
                    .noneMatch(dispatcher -> dispatcher.address().equals(address))) {
                dispatchers.add(new DispatcherLink(address, config));
            } else if (!isStopped) {
                dispatchers.stream()
                        .filter(dispatcher -> dispatcher.address().equals(address))
                        .forEach(DispatcherLink::goOn);
            }
        }
    }

    /** The process's CPU use for the load report, 0 to 100. */
    public void onCpuPercent(final int percent) {
        meter.onCpu(percent);
    }

    /** Takes nothing new from now on, and tells the dispatchers; what is here goes on. */
    public void drain(final long nowNs) {
        meter.onDraining();
        for (final DispatcherLink dispatcher : dispatchers) {
            final Link link = dispatcher.link();
            if (link != null) {
                link.ackNow(nowNs);
            }
        }
    }

    /** Whether nothing is left to execute or to deliver, and no shard to hand over. */
    public boolean isDrained() {
        // Those who only follow cannot take a shard back.
        return isIdle() && (custody.isEmpty() || !custody.hasGrantor());
    }

    /** Whether nothing is left to execute or to deliver for now. */
    public boolean isIdle() {
        boolean isFlushed = executions.isEmpty();
        for (final DispatcherLink dispatcher : dispatchers) {
            final Link link = dispatcher.link();
            isFlushed &= link == null || !link.isEstablished() || link.isFlushed();
        }
        return isFlushed;
    }

    /** Ends the links; the engine does nothing more afterwards. */
    public void stop() {
        isStopped = true;
        for (final DispatcherLink dispatcher : dispatchers) {
            dispatcher.stop();
            final Link link = dispatcher.link();
            if (link != null) {
                link.close(CloseReason.SHUTDOWN, "");
            }
        }
    }

    /** Blocks of memory in use for requests and replies; 0 when there are none. */
    public int keptBlocks() {
        return executions.keptBlocks();
    }

    /** Memory taken for requests and replies so far, in bytes; it is kept for later ones. */
    public long keptBytes() {
        return executions.keptBytes();
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Requests in a handler. */
    public int executing() {
        return meter.executing();
    }

    /** Requests waiting for a handler. */
    public int queued() {
        return meter.queued();
    }

    // ---- The cycle.

    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        endpoint.onDatagram(nowNs, peer, buffer);
    }

    @Override
    public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
        endpoint.onUnreachable(nowNs, peer);
    }

    @Override
    public void onTick(final long nowNs) {
        endpoint.onTick(nowNs);
        for (int i = 0; i < dispatchers.size(); i++) {
            dispatchers.get(i).onTick(endpoint, nowNs);
        }
        custody.run(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        long deadlineNs = Math.min(endpoint.nextDeadlineNs(), custody.nextDeadlineNs());
        for (int i = 0; i < dispatchers.size(); i++) {
            deadlineNs = Math.min(deadlineNs, dispatchers.get(i).nextDeadlineNs());
        }
        return deadlineNs;
    }

    @Override
    public long bytesInFlight() {
        return endpoint.bytesInFlight();
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return endpoint.pollTransmit(nowNs, writer);
    }

    // ---- What the links tell.

    @Override
    public void onEstablished(final Link link, final long nowNs) {
        final DispatcherLink dispatcher = dispatcherOf(link);
        link.reportLoad(report -> meter.fill(report, dispatcher));
        final RegisterFlyweight.Registration registration = new RegisterFlyweight.Registration(
                config.concurrency(), config.id(), config.services(), config.traits(), incarnation, custody.seen());
        final int length = RegisterFlyweight.write(scratch, 0, registration);
        link.offer(MessageKind.REGISTER, scratch, length, scratch, 0, 0);
    }

    @Override
    public boolean onMessage(
            final Link link,
            final long nowNs,
            final int kind,
            final ByteBuffer body,
            final int offset,
            final int length) {
        switch (kind) {
            case MessageKind.REQUEST -> {
                return executions.onRequest(nowNs, link, dispatcherOf(link), body, offset, length);
            }
            case MessageKind.CANCEL -> {
                if (length >= CancelFlyweight.LENGTH) {
                    executions.onCancel(nowNs, link, CancelFlyweight.requestId(body, offset));
                }
            }
            case MessageKind.RECALL -> {
                if (length >= CancelFlyweight.LENGTH) {
                    executions.onRecall(link, CancelFlyweight.requestId(body, offset));
                }
            }
            case MessageKind.SHARDS -> {
                if (ShardsFlyweight.isValid(body, offset, length)) {
                    custody.onShards(dispatcherOf(link), body, offset);
                }
            }
            case MessageKind.REGISTERED -> {
                if (RegisteredFlyweight.isValid(length)) {
                    onRegistered(link, nowNs, body, offset, length);
                }
            }
            default -> {
                // A kind of a later version: nothing for us.
            }
        }
        return true;
    }

    private void onRegistered(
            final Link link, final long nowNs, final ByteBuffer body, final int offset, final int length) {
        final DispatcherLink dispatcher = dispatcherOf(link);
        if (RegisteredFlyweight.isAccepted(body, offset)) {
            dispatcher.onRegistered();
            custody.onRegistered(dispatcher);
            listener.onRegistered(dispatcher.address(), nowNs);
        } else {
            listener.onRefused(dispatcher.address(), nowNs, RegisteredFlyweight.text(body, offset, length));
            link.close(CloseReason.NORMAL, "");
            dispatcher.onLost(nowNs);
        }
    }

    @Override
    public void onWritable(final Link link, final long nowNs) {
        executions.onWritable(link, dispatcherOf(link));
    }

    @Override
    public void onClosed(final Link link, final long nowNs, final CloseReason reason, final String text) {
        final DispatcherLink dispatcher = dispatcherOf(link);
        final boolean wasRegistered = dispatcher.isRegistered();
        executions.onLinkEnded(nowNs, link, dispatcher);
        dispatcher.onLost(nowNs);
        if (isStopped || reason == CloseReason.SUPERSEDED) {
            // Coming back after being superseded would end the other one's link, and so on for ever.
            dispatcher.stop();
        }
        listener.onDisconnected(dispatcher.address(), nowNs, reason, wasRegistered);
    }

    private static DispatcherLink dispatcherOf(final Link link) {
        final Object attachment = link.attachment();
        return (DispatcherLink) Objects.requireNonNull(attachment, "every link is opened by a DispatcherLink");
    }
}
