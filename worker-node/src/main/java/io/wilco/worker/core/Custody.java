package io.wilco.worker.core;

import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.MessageKind;
import io.wilco.wire.Shards;
import io.wilco.wire.ShardsFlyweight;
import io.wilco.worker.core.OwnedShards.Stage;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Which shards this worker owns, by what its dispatchers tell, and what it tells them. It takes its shards from one
 * placement at a time: one cluster of dispatchers, or one that is alone.
 */
final class Custody {
    /** How often the dispatchers hear how much there is to do for each shard, if it has changed. */
    private static final long MEASURE_NS = 2_000_000_000L;

    private final List<String> names;
    private final List<DispatcherLink> dispatchers;
    private final Lease lease;
    private final Handovers handovers;
    private final OwnedShards[] services;
    private final ByteBuffer scratch = Bytes.heap(ShardsFlyweight.LENGTH_MAX);
    private long authority;
    private long seen;
    private int turn;
    private int held;
    private long measureNs = Long.MIN_VALUE;

    Custody(final WorkerConfig config, final List<DispatcherLink> dispatchers, final Work work) {
        names = config.services();
        this.dispatchers = dispatchers;
        lease = new Lease(dispatchers);
        services = new OwnedShards[names.size()];
        for (int i = 0; i < services.length; i++) {
            services[i] = new OwnedShards();
        }
        handovers = new Handovers(config, work, this);
    }

    OwnedShards shards(final int service) {
        return services[service];
    }

    /** The newest version of a placement that this worker was told of; 0 if none. */
    long seen() {
        return seen;
    }

    /** Whether nothing is owned, and nothing on its way from here to another. */
    boolean isEmpty() {
        return held == 0;
    }

    /** Whether something may be begun for a shard under an epoch. */
    boolean mayStart(final int service, final int shard, final long epoch, final long nowNs) {
        final OwnedShards owned = services[service];
        return owned.stage(shard) == Stage.OWNED
                && owned.epoch(shard) == epoch
                && lease.isHeld(service, shard / Shards.PAGE, nowNs);
    }

    /** Until when what may be started now for a shard has to have begun: later, another may be its owner. */
    long beginByNs(final int service, final int shard) {
        return lease.heldUntilNs(service, shard / Shards.PAGE) + Lease.GRACE_NS;
    }

    void onStarted(final int service, final int shard) {
        services[service].onStarted(shard);
    }

    void onEnded(final int service, final int shard, final long tookNs) {
        final OwnedShards owned = services[service];
        owned.onSpent(shard, tookNs);
        owned.onEnded(shard);
        if (owned.running(shard) == 0 && owned.stage(shard) == Stage.ENDING) {
            release(service, shard);
        }
    }

    private void release(final int service, final int shard) {
        services[service].advance(shard, Stage.RELEASING);
        handovers.add(service, Handover.Kind.RELEASED, shard, services[service].epoch(shard));
    }

    // ---- What dispatchers tell.

    /** A dispatcher tells what is owned of a page. */
    void onShards(final DispatcherLink dispatcher, final ByteBuffer body, final int offset) {
        final int service = names.indexOf(ShardsFlyweight.service(body, offset));
        if (service < 0) {
            return;
        }
        final int page = ShardsFlyweight.page(body, offset);
        final long from = ShardsFlyweight.authority(body, offset);
        dispatcher.shards().onAuthority(from);
        if (from != authority && !bind(from)) {
            // It has to know that this worker is bound elsewhere.
            dispatcher.shards().onChanged(service, page);
            return;
        }
        final long version = ShardsFlyweight.version(body, offset);
        final long term = ShardsFlyweight.term(body, offset);
        lease.onTerm(term);
        final OwnedShards owned = services[service];
        if (version < owned.version(page)) {
            return;
        }
        final boolean isNew = version > owned.version(page);
        seen = Math.max(seen, version);
        owned.setVersion(page, version);
        if (isNew) {
            apply(service, body, offset);
        }
        dispatcher.shards().onTold(term, service, page, ShardsFlyweight.grantsLease(body, offset));
        dispatcher.shards().onChanged(service, page);
        if (isNew) {
            onChanged(service, page);
        }
    }

    /**
     * Whether any dispatcher is there that has granted something for this placement, and so may count on the worker.
     */
    boolean hasGrantor() {
        for (int i = 0; i < dispatchers.size(); i++) {
            final DispatcherLink dispatcher = dispatchers.get(i);
            if (authority != 0
                    && dispatcher.link() != null
                    && dispatcher.shards().hasGrantedFor(authority)) {
                return true;
            }
        }
        return false;
    }

    /** Takes the shards from another placement from now on, if the one before cannot count on this worker any more. */
    private boolean bind(final long to) {
        if (hasGrantor()) {
            return false;
        }
        authority = to;
        lease.reset();
        for (int service = 0; service < services.length; service++) {
            for (int page = 0; page < Shards.PAGES; page++) {
                services[service].setVersion(page, 0);
            }
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                if (services[service].stage(shard) != Stage.NONE) {
                    lose(service, shard);
                }
            }
        }
        return true;
    }

    private void apply(final int service, final ByteBuffer body, final int offset) {
        final OwnedShards owned = services[service];
        final int first = ShardsFlyweight.page(body, offset) * Shards.PAGE;
        int told = 0;
        for (int i = 0; i < ShardsFlyweight.count(body, offset); i++) {
            final int shard = ShardsFlyweight.shard(body, offset, i);
            final long epoch = ShardsFlyweight.epoch(body, offset, i);
            told |= 1 << (shard - first);
            if (owned.stage(shard) != Stage.NONE && owned.epoch(shard) != epoch) {
                lose(service, shard);
            }
            if (owned.stage(shard) == Stage.NONE) {
                acquire(service, shard, epoch);
            }
            if (ShardsFlyweight.isBusy(body, offset, i)) {
                end(service, shard);
            }
        }
        for (int i = 0; i < Shards.PAGE; i++) {
            if ((told & 1 << i) == 0 && owned.stage(first + i) != Stage.NONE) {
                lose(service, first + i);
            }
        }
    }

    private void acquire(final int service, final int shard, final long epoch) {
        held++;
        services[service].set(shard, Stage.ACQUIRING, epoch);
        handovers.add(service, Handover.Kind.ACQUIRED, shard, epoch);
    }

    private void end(final int service, final int shard) {
        final OwnedShards owned = services[service];
        if (owned.stage(shard) == Stage.ACQUIRING || owned.stage(shard) == Stage.OWNED) {
            owned.advance(shard, Stage.ENDING);
            if (owned.running(shard) == 0) {
                release(service, shard);
            }
        }
    }

    private void lose(final int service, final int shard) {
        final OwnedShards owned = services[service];
        handovers.add(service, Handover.Kind.LOST, shard, owned.epoch(shard));
        forget(service, shard);
    }

    private void forget(final int service, final int shard) {
        held--;
        services[service].set(shard, Stage.NONE, 0);
    }

    // ---- What becomes of handovers.

    /** The embedder is done with a handover, or its time is over. */
    void onHandedOver(final Handover handover) {
        final OwnedShards owned = services[handover.service()];
        for (int i = 0; i < handover.shards().size(); i++) {
            final int shard = handover.shards().get(i);
            if (owned.epoch(shard) != handover.epochs().get(i)) {
                continue;
            }
            if (handover.kind() == Handover.Kind.ACQUIRED && owned.stage(shard) == Stage.ACQUIRING) {
                owned.advance(shard, Stage.OWNED);
                onChanged(handover.service(), shard / Shards.PAGE);
            } else if (handover.kind() == Handover.Kind.RELEASED && owned.stage(shard) == Stage.RELEASING) {
                forget(handover.service(), shard);
                onChanged(handover.service(), shard / Shards.PAGE);
            }
        }
    }

    Handovers handovers() {
        return handovers;
    }

    // ---- What dispatchers are told.

    /** A dispatcher has registered this worker: it has to know what is held. */
    void onRegistered(final DispatcherLink dispatcher) {
        for (int service = 0; service < services.length; service++) {
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                if (services[service].stage(shard) != Stage.NONE) {
                    dispatcher.shards().onChanged(service, shard / Shards.PAGE);
                }
            }
        }
    }

    private void onChanged(final int service, final int page) {
        for (int i = 0; i < dispatchers.size(); i++) {
            dispatchers.get(i).shards().onChanged(service, page);
        }
    }

    /** Says what has not been said yet. */
    void run(final long nowNs) {
        handovers.run(nowNs);
        if (held > 0 && nowNs >= measureNs) {
            measure(nowNs);
        }
        for (int i = 0; i < dispatchers.size(); i++) {
            final Link link = dispatchers.get(i).link();
            if (link != null && dispatchers.get(i).isRegistered()) {
                say(link, dispatchers.get(i).shards());
            }
        }
    }

    private void measure(final long nowNs) {
        final long periodNs = measureNs == Long.MIN_VALUE ? MEASURE_NS : nowNs - measureNs + MEASURE_NS;
        measureNs = nowNs + MEASURE_NS;
        for (int service = 0; service < services.length; service++) {
            for (int page = 0; page < Shards.PAGES; page++) {
                if (services[service].measure(page, periodNs)) {
                    onChanged(service, page);
                }
            }
        }
    }

    /** When the work of shards is measured next; the greatest long if there are none. */
    long nextDeadlineNs() {
        return Math.min(handovers.nextDeadlineNs(), held > 0 ? measureNs : Long.MAX_VALUE);
    }

    private void say(final Link link, final DispatcherShards to) {
        for (int service = 0; service < services.length; service++) {
            for (int page = to.nextUnsaid(service); page >= 0; page = to.nextUnsaid(service)) {
                final int length = write(service, page);
                if (link.offer(MessageKind.HOLDING, scratch, length, scratch, 0, 0) == Link.FULL) {
                    return;
                }
                to.onSaid(service, page);
            }
        }
        link.liveness().proveEvery(to.hasGranted() ? Lease.PING_NS : Long.MAX_VALUE);
    }

    private int write(final int service, final int page) {
        final OwnedShards owned = services[service];
        turn++;
        int length = ShardsFlyweight.writeHeader(
                scratch, 0, authority, owned.version(page), lease.term(), page, names.get(service));
        ShardsFlyweight.setTurn(scratch, 0, turn);
        for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
            if (owned.stage(shard) != Stage.NONE) {
                final boolean isBusy = owned.stage(shard) != Stage.OWNED;
                length = ShardsFlyweight.append(scratch, 0, length, shard, owned.epoch(shard), isBusy);
                ShardsFlyweight.setWorkUs(scratch, 0, length, owned.workUs(shard));
            }
        }
        return length;
    }
}
