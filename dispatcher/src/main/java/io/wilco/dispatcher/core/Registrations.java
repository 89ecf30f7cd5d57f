package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Wish;
import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RegisterFlyweight;
import io.wilco.wire.RegisteredFlyweight;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Lets workers in, or says why not. */
final class Registrations {
    private final WorkerRegistry registry;
    private final PlacementKeeper keeper;
    private final Operator operator;
    private final ByteBuffer scratch = Bytes.heap(1_024);

    Registrations(final WorkerRegistry registry, final PlacementKeeper keeper, final Operator operator) {
        this.registry = registry;
        this.keeper = keeper;
        this.operator = operator;
    }

    /** A worker asks to be let in; it is answered. */
    void onRegister(
            final Link link,
            final long nowNs,
            final ByteBuffer body,
            final int offset,
            final int length,
            final boolean isDraining) {
        final RegisterFlyweight.Registration registration = RegisterFlyweight.read(body, offset, length);
        final String refusal;
        if (registration == null) {
            refusal = "malformed registration";
        } else if (link.attachment() != null) {
            refusal = "this link is already in use by a client or worker";
        } else if (isDraining) {
            refusal = "the dispatcher is shutting down";
        } else if (keeper.reporter().isOverrun()) {
            refusal = "too many workers come and go; try again in a second";
        } else {
            refusal = registry.register(link, registration, nowNs);
        }
        if (refusal.isEmpty() && registration != null && link.attachment() instanceof WorkerNode worker) {
            keeper.onRegistered(worker, registration);
            final Wish wish = keeper.placement().wish(worker.id());
            if (!wish.equals(Wish.NONE)) {
                operator.apply(worker, wish, nowNs);
            }
        }
        answer(link, refusal.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(final Link link, final byte[] refusal) {
        scratch.put(RegisteredFlyweight.STATUS_OFFSET, (byte)
                (refusal.length == 0 ? RegisteredFlyweight.ACCEPTED : RegisteredFlyweight.REFUSED));
        scratch.put(RegisteredFlyweight.TEXT_OFFSET, refusal);
        link.offer(MessageKind.REGISTERED, scratch, RegisteredFlyweight.TEXT_OFFSET + refusal.length, scratch, 0, 0);
    }
}
