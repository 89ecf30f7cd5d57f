package io.wilco.dispatcher.placement;

import io.wilco.wire.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A whole placement as bytes, for snapshots. */
public final class PlacementCodec {
    private static final int FORMAT = 2;

    /** Without settings, and without claims, of which only a dispatcher that was alone had any. */
    private static final int FORMAT_1 = 1;

    private static final int LEAVING = 1;
    private static final int SUPERSEDED = 2;
    private static final int MANY = 1 << 20;
    private static final int NULL = 0;
    private static final int NOBODY = 1;
    private static final int FIRST_NODE = 2;

    private PlacementCodec() {}

    /** The bytes of a placement. */
    public static byte[] encode(final Placement placement) {
        final ByteWriter to = new ByteWriter();
        to.u8(FORMAT).i64(placement.version).i64(placement.members).i64(placement.term);
        to.i32(placement.addresses.size());
        placement.addresses.forEach((number, address) -> to.u8(number).text(address));
        to.i32(placement.orders.wishes.size());
        placement.orders.wishes.forEach(
                (id, wish) -> to.text(id).i32(wish.weight()).i32(wish.state()));
        to.i32(placement.nodes.size());
        for (final Node node : placement.nodes) {
            to.text(node.id()).i64(node.incarnation()).i32(node.services().size());
            node.services().forEach(to::text);
            to.i32(node.ownWeight())
                    .u8((node.isDraining() ? LEAVING : 0) | (node.isSuperseded() ? SUPERSEDED : 0))
                    .i64(node.seenBy);
        }
        to.i32(placement.plans.size());
        placement.plans.values().forEach(plan -> write(plan, placement.nodes, to));
        to.text(placement.orders.settings.policy()).i32(placement.orders.settings.movesMax());
        to.i32(placement.orders.known.size());
        placement.orders.known.forEach(to::i64);
        to.i32(placement.claims.size());
        placement.claims.forEach((service, claimed) -> {
            to.text(service).i32(claimed.size());
            claimed.forEach((shard, node) -> to.i32(shard).i32(placement.nodes.indexOf(node)));
        });
        return to.bytes();
    }

    private static void write(final ShardPlan plan, final List<Node> nodes, final ByteWriter to) {
        to.text(plan.service()).i64(plan.version).i64(plan.moves);
        for (final long version : plan.pageVersions) {
            to.i64(version);
        }
        to.i32(plan.biases.size());
        plan.biases.forEach((id, bias) -> to.text(id).i32(bias));
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            to.i32(index(plan.owners[shard], nodes))
                    .i32(index(plan.nexts[shard], nodes))
                    .i64(plan.epochs[shard]);
        }
    }

    private static int index(final @Nullable Node node, final List<Node> nodes) {
        if (node == null) {
            return NULL;
        }
        return node == Node.NOBODY ? NOBODY : FIRST_NODE + nodes.indexOf(node);
    }

    /**
     * The placement that some bytes are.
     *
     * @throws IllegalArgumentException if they are none
     */
    public static Placement decode(final byte[] bytes) {
        final ByteSource from = new ByteSource(bytes);
        final int format = from.u8();
        if (format != FORMAT && format != FORMAT_1) {
            throw new IllegalArgumentException("a placement of format " + format + ", not " + FORMAT);
        }
        final Placement placement = new Placement();
        placement.version = from.i64();
        placement.members = from.i64();
        placement.term = from.i64();
        for (int left = from.count(MANY); left > 0; left--) {
            placement.addresses.put(from.u8(), from.text());
        }
        for (int left = from.count(MANY); left > 0; left--) {
            placement.orders.wishes.put(from.text(), new Wish(from.i32(), from.i32()));
        }
        for (int left = from.count(MANY); left > 0; left--) {
            placement.add(node(from));
        }
        for (int left = from.count(MANY); left > 0; left--) {
            final ShardPlan plan = plan(from, placement.nodes);
            placement.plans.put(plan.service(), plan);
        }
        if (format != FORMAT_1) {
            readLater(placement, from);
        }
        from.end();
        return placement;
    }

    /** What the first format had not. */
    private static void readLater(final Placement placement, final ByteSource from) {
        placement.orders.settings = new Settings(from.text(), from.i32());
        for (int left = from.count(MANY); left > 0; left--) {
            placement.orders.known.add(from.i64());
        }
        for (int left = from.count(MANY); left > 0; left--) {
            final Map<Integer, Node> claimed = new TreeMap<>();
            placement.claims.put(from.text(), claimed);
            for (int shards = from.count(Shards.COUNT); shards > 0; shards--) {
                claimed.put(from.i32(), placement.nodes.get(from.index(placement.nodes.size())));
            }
        }
    }

    private static Node node(final ByteSource from) {
        final String id = from.text();
        final long incarnation = from.i64();
        final List<String> services = new ArrayList<>();
        for (int left = from.count(MANY); left > 0; left--) {
            services.add(from.text());
        }
        final Node node = new Node(id, incarnation, services, from.i32());
        final int flags = from.u8();
        if ((flags & LEAVING) != 0) {
            node.leave();
        }
        node.supersede((flags & SUPERSEDED) != 0);
        node.seenBy = from.i64();
        return node;
    }

    private static ShardPlan plan(final ByteSource from, final List<Node> nodes) {
        final ShardPlan plan = new ShardPlan(from.text());
        plan.version = from.i64();
        plan.moves = from.i64();
        for (int page = 0; page < Shards.PAGES; page++) {
            plan.pageVersions[page] = from.i64();
        }
        for (int left = from.count(MANY); left > 0; left--) {
            plan.biases.put(from.text(), from.i32());
        }
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            plan.owners[shard] = node(from.i32(), nodes);
            plan.nexts[shard] = node(from.i32(), nodes);
            plan.epochs[shard] = from.i64();
        }
        return plan;
    }

    private static @Nullable Node node(final int index, final List<Node> nodes) {
        if (index == NULL || index == NOBODY) {
            return index == NULL ? null : Node.NOBODY;
        }
        if (index < FIRST_NODE || index - FIRST_NODE >= nodes.size()) {
            throw new IllegalArgumentException("no worker has the number " + index);
        }
        return nodes.get(index - FIRST_NODE);
    }
}
