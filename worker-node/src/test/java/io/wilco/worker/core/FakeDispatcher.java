package io.wilco.worker.core;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.link.Link;
import io.wilco.link.LinkConfig;
import io.wilco.link.LinkHandler;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.Delivery;
import io.wilco.wire.Key;
import io.wilco.wire.KeyedFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RegisteredFlyweight;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import io.wilco.wire.Shards;
import io.wilco.wire.ShardsFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A dispatcher that takes every worker, and says and asks what a test wants it to. */
final class FakeDispatcher implements Engine, LinkHandler {
    private static final long BUDGET_US = 3_000_000;

    /** What a worker answered. */
    record Reply(long requestId, ReplyStatus status, RejectReason reason) {}

    final List<Reply> replies = new ArrayList<>();

    /**
     * Under which epochs the worker holds the shard of {@link #onlyOf}, as it said last; 0: not; negative: not ready.
     */
    long heldEpoch;

    /** The term that the worker said last. */
    long heldTerm;

    private final Endpoint endpoint;
    private final ByteBuffer scratch = Bytes.heap(4_096);
    private final String service;
    private final Key onlyOf;
    private Link link;
    private long lastId;

    /** @param onlyOf the key whose shard it speaks of */
    FakeDispatcher(final String service, final Key onlyOf, final long seed, final long nowNs) {
        this.service = service;
        this.onlyOf = onlyOf;
        endpoint = new Endpoint(LinkConfig.DEFAULT, this, new SplittableRandom(seed), true, nowNs);
    }

    boolean hasWorker() {
        return link != null;
    }

    /** Tells the worker that it owns the shard under an epoch; 0: that it does not. */
    void own(final long version, final long term, final long epoch, final boolean grantsLease) {
        own(version, term, epoch, grantsLease, false);
    }

    /** Tells the worker to give the shard up. */
    void release(final long version, final long term, final long epoch) {
        own(version, term, epoch, true, true);
    }

    private void own(
            final long version,
            final long term,
            final long epoch,
            final boolean grantsLease,
            final boolean isToBeReleased) {
        final int page = onlyOf.shard() / Shards.PAGE;
        int length = ShardsFlyweight.writeHeader(scratch, 0, 99, version, term, page, service);
        if (grantsLease) {
            ShardsFlyweight.setGrantsLease(scratch, 0);
        }
        if (epoch != 0) {
            length = ShardsFlyweight.append(scratch, 0, length, onlyOf.shard(), epoch, isToBeReleased);
        }
        link.offer(MessageKind.SHARDS, scratch, length, scratch, 0, 0);
    }

    /**
     * Asks for the key at most once; returns the request's id on this link.
     *
     * @param epoch under which it believes the worker to own the shard
     * @param version the newest placement that the client knew
     * @param copy how often the client has sent it before
     */
    long ask(final long epoch, final long sequence, final long openFrom, final long version, final int copy) {
        final byte[] name = service.getBytes(StandardCharsets.UTF_8);
        final int flags = RequestFlyweight.flags(Delivery.AT_MOST_ONCE) | RequestFlyweight.KEYED_FLAG;
        lastId++;
        RequestFlyweight.writeHeader(scratch, 0, lastId, BUDGET_US, flags, 0, name.length);
        scratch.put(RequestFlyweight.SERVICE_OFFSET, name);
        final int at = RequestFlyweight.SERVICE_OFFSET + name.length;
        final int length = at + KeyedFlyweight.write(scratch, at, onlyOf);
        KeyedFlyweight.setOwner(scratch, at, onlyOf.shard(), epoch);
        KeyedFlyweight.setIdentity(scratch, at, 7, sequence, openFrom, version);
        KeyedFlyweight.setCopy(scratch, at, copy);
        link.offer(MessageKind.REQUEST, scratch, length, scratch, 0, 0);
        return lastId;
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
            case MessageKind.REGISTER -> {
                link = from;
                scratch.put(RegisteredFlyweight.STATUS_OFFSET, (byte) RegisteredFlyweight.ACCEPTED);
                from.offer(MessageKind.REGISTERED, scratch, RegisteredFlyweight.TEXT_OFFSET, scratch, 0, 0);
            }
            case MessageKind.HOLDING -> onHolding(body, offset);
            case MessageKind.REPLY ->
                replies.add(new Reply(
                        ReplyFlyweight.requestId(body, offset),
                        ReplyFlyweight.status(body, offset),
                        ReplyFlyweight.reason(body, offset)));
            default -> throw new AssertionError("kind " + kind);
        }
        return true;
    }

    private void onHolding(final ByteBuffer body, final int offset) {
        heldTerm = ShardsFlyweight.term(body, offset);
        heldEpoch = 0;
        for (int i = 0; i < ShardsFlyweight.count(body, offset); i++) {
            if (ShardsFlyweight.shard(body, offset, i) == onlyOf.shard()) {
                final long epoch = ShardsFlyweight.epoch(body, offset, i);
                heldEpoch = ShardsFlyweight.isBusy(body, offset, i) ? -epoch : epoch;
            }
        }
    }

    @Override
    public void onEstablished(final Link established, final long nowNs) {
        // It is the worker's turn to register.
    }

    @Override
    public void onClosed(final Link closed, final long nowNs, final CloseReason reason, final String text) {
        link = closed == link ? null : link;
    }

    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        endpoint.onDatagram(nowNs, peer, buffer);
    }

    @Override
    public void onTick(final long nowNs) {
        endpoint.onTick(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return endpoint.nextDeadlineNs();
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return endpoint.pollTransmit(nowNs, writer);
    }
}
