package io.wilco.dispatcher.core;

import io.wilco.dispatcher.queue.FairQueue;
import io.wilco.dispatcher.queue.Flow;
import io.wilco.wire.BlockPool;
import io.wilco.wire.Delivery;
import io.wilco.wire.KeyedFlyweight;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.collections.IntArrayList;

/** Sends each keyed request to where it has to wait: for the owner of its shard, or for there to be one. */
final class ShardRouter {
    private final RequestTable table;
    private final BlockPool pool;
    private final Returns returns;
    private final Consumer<Line> onChanged;
    private final IntArrayList moving = new IntArrayList();
    private Consumer<Service> onUse = service -> {};

    /** @param onChanged told of lines that have got a request */
    ShardRouter(final RequestTable table, final BlockPool pool, final Returns returns, final Consumer<Line> onChanged) {
        this.table = table;
        this.pool = pool;
        this.returns = returns;
        this.onChanged = onChanged;
    }

    /** Tells of services that are asked for a key and have no placement. */
    void onUse(final Consumer<Service> listener) {
        onUse = listener;
    }

    /** The line of a keyed request of a service, by its shard. */
    Line line(final Service service, final int shard) {
        final ShardMap map = service.shards();
        if (map == null) {
            if (service.pool().size() > 0) {
                onUse.accept(service);
            }
            return service.parking();
        }
        final Offer offer = map.ready(shard);
        return offer == null ? service.parking() : offer.lane();
    }

    /**
     * Puts a request that is in no list into the line it has to wait in now, after all others of its client or before.
     */
    void enqueue(final int slot, final boolean isFirst, final long nowNs) {
        final Service service = table.service(slot);
        final int shard = shard(slot);
        final Line line = line(service, shard);
        if (line instanceof Lane && !own(slot, service, shard)) {
            return;
        }
        if (table.line(slot) != line) {
            table.setLine(slot, line, table.client(slot).flow(line, table.priority(slot), nowNs));
        }
        final Flow flow = table.flow(slot);
        if (isFirst) {
            line.queue().addFirst(flow, slot);
        } else {
            line.queue().addLast(flow, slot);
        }
        onChanged.accept(line);
    }

    private int keyedAt(final int slot) {
        return pool.offset(table.block(slot)) + table.serviceLength(slot);
    }

    private int shard(final int slot) {
        return KeyedFlyweight.shard(pool.buffer(table.block(slot)), keyedAt(slot));
    }

    /**
     * Notes in a request under which epoch it is to be executed; ends it if that cannot be known to be the only one.
     *
     * @return whether it goes on
     */
    private boolean own(final int slot, final Service service, final int shard) {
        final ByteBuffer bytes = pool.buffer(table.block(slot));
        final int at = keyedAt(slot);
        final ShardMap map = Objects.requireNonNull(service.shards());
        final long epoch = map.plan().epoch(shard);
        final boolean isOnce = table.delivery(slot) == Delivery.AT_MOST_ONCE && KeyedFlyweight.client(bytes, at) != 0;
        if (isOnce && epoch > KeyedFlyweight.version(bytes, at) && !mayBeKnown(slot)) {
            returns.endMoved(slot, map.plan().version());
            return false;
        }
        KeyedFlyweight.setOwner(bytes, at, shard, epoch);
        return true;
    }

    /**
     * Whether the owner may have a record of it, so that only it can say. A request that comes for the first time to
     * its dispatcher may have been with another one.
     */
    private boolean mayBeKnown(final int slot) {
        return table.attempt(slot) > 0;
    }

    /** Looks again at where those of a line have to wait. */
    void reroute(final Line line, final long nowNs) {
        final FairQueue queue = line.queue();
        while (!queue.isEmpty()) {
            final Flow flow = queue.next();
            final int slot = FairQueue.first(flow);
            queue.remove(flow, slot);
            moving.addInt(slot);
        }
        for (int i = 0; i < moving.size(); i++) {
            enqueue(moving.getInt(i), false, nowNs);
        }
        moving.clear();
    }

    /** Ends all that wait for there to be an owner. */
    void rejectParked(final Service service, final RejectReason reason, final long retryAfterNs) {
        final Parking parking = service.parking();
        while (!parking.queue().isEmpty()) {
            final Flow flow = parking.queue().next();
            final int slot = FairQueue.first(flow);
            parking.queue().remove(flow, slot);
            returns.end(slot, ReplyStatus.REJECTED, reason, retryAfterNs);
        }
    }
}
