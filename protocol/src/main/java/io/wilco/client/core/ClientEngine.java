package io.wilco.client.core;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.link.Link;
import io.wilco.link.LinkHandler;
import io.wilco.link.TimerWheel;
import io.wilco.wire.BlockPool;
import io.wilco.wire.CloseReason;
import io.wilco.wire.Key;
import io.wilco.wire.KeyedFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.OpenMax;
import io.wilco.wire.PlacementVersion;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * A client: every call ends in exactly one outcome, whatever happens to datagrams and dispatchers. A call waits here
 * until a dispatcher takes it, and is kept until its outcome is known, so that it can go to another dispatcher where
 * its delivery allows.
 */
public final class ClientEngine implements Engine, LinkHandler {
    private static final long TICK_NS = 1L << 20;
    private static final int TIMEOUTS_PER_TICK_MAX = 4_096;

    /** {@link #call} found no room; the listener was not and will not be called. */
    public static final long REFUSED = -1;

    /** {@link #call} was not taken because its service has too much to do; the listener will not be called. */
    public static final long OVERLOADED = -2;

    private final ClientConfig config;
    private final CallListener listener;
    private final Connector connector;
    private final Endpoint endpoint;
    private final CallTable calls;
    private final KeyedCalls keyed;
    private final BlockPool pool;
    private final TimerWheel deadlines;
    private final IntConsumer onDeadline = this::onDeadline;
    private final Outcome outcome = new Outcome();
    private final ServiceWindows windows;
    private final Outbox outbox;
    private final Failover failover;
    private long tickNs;
    private long retryAfterUs;
    private boolean isClosing;

    /**
     * @param dispatchers at least one; links are kept to a few of them, and calls go to one of the own zone or a near
     *     one
     * @param random see {@link Endpoint}
     */
    public ClientEngine(
            final ClientConfig config,
            final List<InetSocketAddress> dispatchers,
            final CallListener listener,
            final RandomGenerator random,
            final long nowNs) {
        this.config = config;
        this.listener = listener;
        connector = new Connector(dispatchers, config, new SplittableRandom(random.nextLong()), nowNs);
        endpoint = new Endpoint(config.link(), this, random, false, nowNs);
        calls = new CallTable(config.callsMax());
        pool = new BlockPool(config.keptBytesMax());
        deadlines = new TimerWheel(TICK_NS, nowNs);
        keyed = new KeyedCalls(random);
        outbox = new Outbox(connector, calls, keyed, pool, deadlines);
        windows = new ServiceWindows(calls, pool, listener);
        failover = new Failover(connector, calls, keyed, outbox, windows, this::endUnknown);
    }

    /**
     * Begins a call, unless there is no room for it.
     *
     * @param context given back with the outcome
     * @param service UTF-8 name, 1 to 64 bytes
     * @param deadlineNs when the caller stops waiting
     * @param options how it is to be treated; kept until its outcome
     * @return the call's id for {@link #cancel}, {@link #REFUSED} or {@link #OVERLOADED}
     */
    public long call(
            final long nowNs,
            final Object context,
            final byte[] service,
            final ByteBuffer payload,
            final int offset,
            final int length,
            final long deadlineNs,
            final CallOptions options) {
        final ServiceWindow window = windows.of(service, options.priority());
        if (window != null && !window.hasRoom(nowNs)) {
            retryAfterUs = window.retryAfterUs();
            return OVERLOADED;
        }
        final Key key = options.key();
        final int keyLength = key == null ? 0 : KeyedFlyweight.HEADER_LENGTH + key.length();
        final int bodyLength = service.length + keyLength + length;
        final int block = bodyLength > BlockPool.BLOCK_BYTES_MAX ? BlockPool.NONE : pool.allocate(bodyLength);
        if (block == BlockPool.NONE) {
            return REFUSED;
        }
        final int slot = calls.take();
        if (slot == CallTable.NONE) {
            pool.free(block);
            return REFUSED;
        }
        final ByteBuffer kept = pool.buffer(block);
        final int at = pool.offset(block);
        kept.put(at, service);
        if (key != null) {
            KeyedFlyweight.write(kept, at + service.length, key);
        }
        kept.put(at + service.length + keyLength, payload, offset, length);
        calls.set(slot, context, deadlineNs, options, block, service.length, bodyLength);
        if (options.isKeyedOnce()) {
            keyed.begin(slot);
        }
        deadlines.schedule(slot, deadlineNs);
        final long id = calls.id(slot);
        if (window != null) {
            calls.setWindow(slot, window);
            window.onBegun();
        }
        if (calls.firstWaiting() == slot) {
            outbox.run(nowNs);
        }
        onOpenCallsChanged();
        return id;
    }

    /** When to try again, in microseconds, after {@link #OVERLOADED}: valid until the next call. */
    public long retryAfterUs() {
        return retryAfterUs;
    }

    /** Ends an open call with {@link ReplyStatus#CANCELLED}, and tells whoever has the request. */
    public void cancel(final long nowNs, final long id) {
        final int slot = calls.slotOf(id);
        if (slot == CallTable.NONE) {
            return;
        }
        outbox.cancel(slot);
        end(slot, nowNs, outcome.set(ReplyStatus.CANCELLED, RejectReason.NONE, 0, 0));
    }

    /** Calls without an outcome so far. */
    public int openCalls() {
        return calls.size();
    }

    /** Calls so far that were sent through another dispatcher because the first one was silent. */
    public long movedCalls() {
        return failover.moved();
    }

    /** Whether a dispatcher can be reached now. */
    public boolean isConnected() {
        return connector.usable() != null;
    }

    /** How many requests may leave now without waiting for the dispatcher's credit. */
    public long credit() {
        final Link link = connector.usable();
        return link == null ? 0 : link.requestCredit();
    }

    /** These are the dispatchers from now on, at least one. */
    public void onDispatchers(final List<InetSocketAddress> dispatchers) {
        connector.onDispatchers(dispatchers);
    }

    /** Says goodbye to the dispatchers; calls still open then end with the outcome that a lost link gives them. */
    public void close(final long nowNs) {
        isClosing = true;
        connector.stop();
        windows.dropAll(nowNs);
        endpoint.forEachLink(link -> link.close(CloseReason.NORMAL, ""));
        for (int slot = 0; slot < calls.capacity(); slot++) {
            if (calls.isOpen(slot)) {
                endUndelivered(slot, nowNs, RejectReason.DRAINING);
            }
        }
    }

    /** Blocks of memory in use for requests and replies; 0 when there are none. */
    public int keptBlocks() {
        return pool.blocks();
    }

    /** Memory taken for requests and replies so far, in bytes; it is kept for later ones. */
    public long keptBytes() {
        return pool.takenBytes();
    }

    public Endpoint endpoint() {
        return endpoint;
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
        tickNs = nowNs;
        endpoint.onTick(nowNs);
        if (connector.onTick(endpoint, nowNs)) {
            windows.dropAll(nowNs);
            outbox.run(nowNs);
        }
        windows.onTick(nowNs);
        deadlines.poll(nowNs, onDeadline, TIMEOUTS_PER_TICK_MAX);
    }

    @Override
    public long nextDeadlineNs() {
        assert !outbox.isForgotten() : "calls wait, and nothing will make them move";
        return Math.min(
                Math.min(endpoint.nextDeadlineNs(), deadlines.nextDeadlineNs()),
                Math.min(connector.nextDeadlineNs(), windows.nextDeadlineNs()));
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
        final Route route = Route.of(link);
        if (route == null) {
            return;
        }
        connector.onEstablished(route, nowNs);
        listener.onConnected(link.peer(), nowNs);
        outbox.run(nowNs);
    }

    @Override
    public void onWritable(final Link link, final long nowNs) {
        outbox.run(nowNs);
    }

    @Override
    public boolean onMessage(
            final Link link,
            final long nowNs,
            final int kind,
            final ByteBuffer body,
            final int offset,
            final int length) {
        if (kind == MessageKind.HERE) {
            connector.onHere(link, body, offset, length);
        }
        if (kind != MessageKind.REPLY || !ReplyFlyweight.isValid(body, offset, length)) {
            return true;
        }
        final int slot = calls.slotOfOffer(ReplyFlyweight.requestId(body, offset));
        // A reply may come late, for a call that has ended or has moved to another link.
        if (slot == CallTable.NONE || calls.link(slot) != link) {
            return true;
        }
        final ReplyStatus status = ReplyFlyweight.status(body, offset);
        final RejectReason reason = ReplyFlyweight.reason(body, offset);
        final long comeAfterUs = ReplyFlyweight.retryAfterUs(body, offset);
        windows.onTold(slot, OpenMax.requests(ReplyFlyweight.openMax(body, offset)), comeAfterUs, nowNs);
        if (status == ReplyStatus.REJECTED && reason == RejectReason.DRAINING && !isClosing) {
            failover.onDraining(slot, link, nowNs);
            return true;
        }
        if (status == ReplyStatus.REJECTED && reason == RejectReason.MOVED && keyed.has(slot)) {
            final long version = PlacementVersion.read(body, offset, length);
            keyed.onVersion(version);
            if (calls.attempt(slot) == 0 && version > keyed.version(slot)) {
                // There was but this one copy of it, and that was not executed.
                keyed.end(slot);
                keyed.begin(slot);
                failover.takeBack(slot);
                outbox.run(nowNs);
                return true;
            }
        }
        if (status == ReplyStatus.REJECTED && calls.attempt(slot) > 0) {
            // This dispatcher did not have it executed; one that was lost before may have.
            end(slot, nowNs, outcome.set(ReplyStatus.OUTCOME_UNKNOWN, RejectReason.NONE, calls.attempt(slot), 0));
            return true;
        }
        outcome.set(status, reason, ReplyFlyweight.attempt(body, offset), comeAfterUs);
        outcome.withPayload(body, offset + ReplyFlyweight.HEADER_LENGTH, length - ReplyFlyweight.HEADER_LENGTH);
        end(slot, nowNs, outcome);
        return true;
    }

    @Override
    public void onClosed(final Link link, final long nowNs, final CloseReason reason, final String text) {
        final boolean wasConnected = link.messageBytesMax() > 0;
        failover.onClosed(link, nowNs);
        listener.onDisconnected(link.peer(), nowNs, reason, wasConnected);
    }

    @Override
    public void onSuspect(final Link link, final long nowNs) {
        failover.onSuspect(link, nowNs);
    }

    // ---- Calls.

    private void onDeadline(final int slot) {
        endUndelivered(slot, tickNs, RejectReason.NO_DISPATCHER);
    }

    /** Ends a call that got no reply. */
    private void endUndelivered(final int slot, final long nowNs, final RejectReason reason) {
        final Link link = calls.link(slot);
        final boolean isTooLarge = calls.place(slot) == CallTable.Place.TOO_LARGE;
        final boolean mayHaveArrived =
                calls.attempt(slot) > 0 || (link != null && link.mayHaveArrived(calls.sequence(slot)));
        // What a link holds may still leave, and be executed.
        final boolean isLate = nowNs >= calls.deadlineNs(slot) && !isTooLarge;
        if (isLate && (mayHaveArrived || link != null || isConnected())) {
            end(slot, nowNs, outcome.set(ReplyStatus.DEADLINE_EXCEEDED, RejectReason.NONE, 0, 0));
        } else if (mayHaveArrived) {
            end(slot, nowNs, outcome.set(ReplyStatus.OUTCOME_UNKNOWN, RejectReason.NONE, 0, 0));
        } else {
            final RejectReason why = isTooLarge ? RejectReason.TOO_LARGE : reason;
            end(slot, nowNs, outcome.set(ReplyStatus.REJECTED, why, 0, 0));
        }
    }

    private void endUnknown(final int slot, final long nowNs) {
        end(slot, nowNs, outcome.set(ReplyStatus.OUTCOME_UNKNOWN, RejectReason.NONE, 0, 0));
    }

    private void end(final int slot, final long nowNs, final Outcome how) {
        final Object context = calls.context(slot);
        final ServiceWindow window = calls.window(slot);
        deadlines.cancel(slot);
        failover.onLeft(slot);
        keyed.end(slot);
        pool.free(calls.block(slot));
        calls.release(slot);
        if (window != null) {
            window.onEnded();
        }
        onOpenCallsChanged();
        listener.onOutcome(context, nowNs, how);
    }

    private void onOpenCallsChanged() {
        if (calls.size() <= 1) {
            connector.onAwaited(calls.size() == 1);
        }
    }

    /** The largest payload that the dispatcher takes with a service name of so many bytes; 0 if there is none now. */
    public int payloadBytesMax(final int serviceLength) {
        final Link link = connector.usable();
        return link == null ? 0 : Math.max(0, link.messageBytesMax() - RequestFlyweight.HEADER_LENGTH - serviceLength);
    }

    public ClientConfig config() {
        return config;
    }
}
