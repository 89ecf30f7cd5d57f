package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.SoleCouncil;
import io.wilco.dispatcher.queue.Admission;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.link.DatagramWriter;
import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.link.Link;
import io.wilco.link.LinkHandler;
import io.wilco.link.TimerWheel;
import io.wilco.wire.BlockPool;
import io.wilco.wire.CancelFlyweight;
import io.wilco.wire.CloseReason;
import io.wilco.wire.LoadReport;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.ShardsFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * A dispatcher: takes requests from clients, keeps each until it is answered, and gives it to a worker of its service.
 * Soft state: whatever is lost with it, clients and workers rebuild. This class only tells each of its rooms what
 * happened.
 */
public final class DispatcherEngine implements Engine, LinkHandler {
    private final DispatcherConfig config;
    private final Endpoint endpoint;
    private final RequestTable table;
    private final BlockPool pool;
    private final Scheduler scheduler;
    private final Intake intake;
    private final ClientWindows windows;
    private final Returns returns;
    private final WorkerRegistry registry;
    private final PlacementKeeper keeper;
    private final Operator operator;
    private final Registrations registrations;
    private final Answers answers;
    private final Whereabouts whereabouts;
    private final Observer observer;
    private final DispatcherStats stats = new DispatcherStats();
    private final Deadlines deadlines;
    private final TimerWheel pauses;
    private final IntConsumer onPauseOver = this::onPauseOver;
    private long tickNs;
    private boolean isDraining;

    /**
     * A dispatcher that is alone, and was started when its clock began.
     *
     * @param random see {@link Endpoint}
     */
    public DispatcherEngine(
            final DispatcherConfig config,
            final DispatcherListener listener,
            final RandomGenerator random,
            final long nowNs) {
        this(config, listener, new SoleCouncil(1 + random.nextLong(Long.MAX_VALUE), 1, nowNs), random, nowNs);
    }

    /**
     * @param council where it is agreed on who owns which shard
     * @param random see {@link Endpoint}
     */
    public DispatcherEngine(
            final DispatcherConfig config,
            final DispatcherListener listener,
            final Council council,
            final RandomGenerator random,
            final long nowNs) {
        this.config = config;
        table = new RequestTable(config.requestsMax(), random.nextLong());
        deadlines = new Deadlines(table, this::onDeadline, nowNs);
        pauses = new TimerWheel(Deadlines.TICK_NS, nowNs);
        pool = new BlockPool(config.keptBytesMax());
        final ServiceTable services = new ServiceTable(config, table, new SplittableRandom(random.nextLong()), nowNs);
        final Admission admission = new Admission(
                config.scheduling().queueTargetNs(), config.scheduling().queuePatienceNs());
        windows = new ClientWindows(table, admission);
        returns = new Returns(table, pool, stats, windows);
        scheduler = new Scheduler(config, table, pool, returns, windows);
        intake = new Intake(config, table, services, pool, deadlines, returns, scheduler, windows);
        final Outliers outliers = new Outliers(config.scheduling().ejectionNs(), scheduler, listener);
        registry = new WorkerRegistry(config, table, services, scheduler, outliers, listener);
        answers = new Answers(config, table, scheduler, returns, outliers, pauses);
        whereabouts = new Whereabouts(config.scheduling().zone());
        endpoint = new Endpoint(config.link().withRequestLimit(config.clientRequestsMax()), this, random, true, nowNs);
        keeper = new PlacementKeeper(council, registry, services, scheduler.router(), endpoint, listener, nowNs);
        operator = new Operator(registry, services, scheduler, keeper, new SplittableRandom(random.nextLong()));
        operator.heedAll(nowNs);
        registrations = new Registrations(registry, keeper, operator);
        observer = new Observer(endpoint, table, services, registry, keeper.placement(), stats, nowNs);
    }

    /** Takes nothing new from now on; what is here goes on. */
    public void drain() {
        isDraining = true;
        intake.drain();
        endpoint.stopAccepting();
    }

    /** Whether nothing is left to do or to deliver. */
    public boolean isDrained() {
        if (table.size() > 0) {
            return false;
        }
        final boolean[] isFlushed = {true};
        endpoint.forEachLink(link -> isFlushed[0] &= !link.isEstablished() || link.isFlushed());
        return isFlushed[0];
    }

    /** Ends all links. */
    public void stop() {
        endpoint.forEachLink(link -> link.close(CloseReason.SHUTDOWN, ""));
    }

    /** What there is to see, as of now. */
    public DispatcherSnapshot snapshot(final long nowNs) {
        return observer.snapshot(nowNs, isDraining, keeper.fellows().standing());
    }

    /** Who owns which shard, of the services that were asked for a key. */
    public List<ShardsSnapshot> shards() {
        return observer.shards();
    }

    /** What people change while it runs. */
    public Operator operator() {
        return operator;
    }

    /**
     * Follows these from now on.
     *
     * @param sources dispatchers that have a say
     * @throws IllegalStateException if its council is no {@link io.wilco.dispatcher.placement.FollowedCouncil}
     */
    public void follow(final List<InetSocketAddress> sources, final long nowNs) {
        keeper.fellows().onSources(sources, nowNs);
    }

    /** Requests in the dispatcher now. */
    public int requests() {
        return table.size();
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
        windows.onTime(nowNs);
        endpoint.onDatagram(nowNs, peer, buffer);
    }

    @Override
    public void onTick(final long nowNs) {
        windows.onTime(nowNs);
        tickNs = nowNs;
        endpoint.onTick(nowNs);
        registry.onTick(nowNs);
        deadlines.onTick(nowNs);
        intake.onTick(nowNs);
        pauses.poll(nowNs, onPauseOver, Deadlines.TIMERS_PER_TICK_MAX);
        keeper.onTick(nowNs);
        scheduler.run(nowNs);
        scheduler.hedger().onTick(nowNs);
        scheduler.recaller().onTick(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(
                Math.min(Math.min(endpoint.nextDeadlineNs(), registry.nextDeadlineNs()), intake.nextDeadlineNs()),
                Math.min(
                        Math.min(
                                scheduler.hedger().nextDeadlineNs(),
                                scheduler.recaller().nextDeadlineNs()),
                        Math.min(
                                Math.min(deadlines.nextDeadlineNs(), pauses.nextDeadlineNs()),
                                keeper.nextDeadlineNs())));
    }

    @Override
    public long bytesInFlight() {
        return endpoint.bytesInFlight();
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return endpoint.pollTransmit(nowNs, writer);
    }

    private void onDeadline(final int slot) {
        scheduler.withdraw(slot);
        table.service(slot).expired++;
        returns.end(slot, ReplyStatus.DEADLINE_EXCEEDED, RejectReason.NONE, 0);
    }

    private void onPauseOver(final int index) {
        final WorkerNode worker = registry.at(index);
        if (worker != null) {
            worker.resume();
            scheduler.onChanged(worker, tickNs);
        }
    }

    // ---- What the links tell.

    @Override
    public void onEstablished(final Link link, final long nowNs) {
        // Whether a client or a worker, its first message will tell.
        if (link.attachment() instanceof Fellow fellow) {
            fellow.onEstablished(link, nowNs);
        }
    }

    @Override
    public boolean onMessage(
            final Link link,
            final long nowNs,
            final int kind,
            final ByteBuffer body,
            final int offset,
            final int length) {
        return switch (kind) {
            case MessageKind.REQUEST -> onRequest(link, nowNs, body, offset, length);
            case MessageKind.REPLY ->
                !(link.attachment() instanceof WorkerNode worker)
                        || answers.onReply(worker, nowNs, body, offset, length);
            case MessageKind.CANCEL -> onCancel(link, body, offset, length);
            case MessageKind.HOLDING -> onHolding(link, nowNs, body, offset, length);
            case MessageKind.REGISTER -> {
                registrations.onRegister(link, nowNs, body, offset, length, isDraining);
                yield true;
            }
            case MessageKind.FOLLOW -> {
                keeper.fellows().onFollow(link, body, offset, length);
                yield true;
            }
            case MessageKind.PLACEMENT, MessageKind.PROPOSE ->
                !(link.attachment() instanceof Fellow fellow)
                        || fellow.onMessage(link, nowNs, kind, body, offset, length);
            case MessageKind.WHERE -> whereabouts.onWhere(link);
            // A kind of a later version: nothing for us.
            default -> true;
        };
    }

    private boolean onRequest(
            final Link link, final long nowNs, final ByteBuffer body, final int offset, final int length) {
        final Object attachment = link.attachment();
        final ClientSession client;
        if (attachment instanceof ClientSession known) {
            client = known;
        } else if (attachment == null) {
            client = new ClientSession(link, table, config.clientRequestsMax());
            link.attach(client);
        } else {
            link.fail(nowNs, CloseReason.PROTOCOL_ERROR, "a worker's link carries no requests to the dispatcher");
            return true;
        }
        if (length < Long.BYTES) {
            link.fail(nowNs, CloseReason.PROTOCOL_ERROR, "a request without an id");
            return true;
        }
        return intake.onRequest(nowNs, client, body, offset, length);
    }

    private boolean onCancel(final Link link, final ByteBuffer body, final int offset, final int length) {
        if (length < CancelFlyweight.LENGTH || !(link.attachment() instanceof ClientSession client)) {
            return true;
        }
        final int slot = table.ofClient(client, CancelFlyweight.requestId(body, offset));
        if (slot != RequestTable.NONE && table.state(slot) != RequestState.REPLYING) {
            scheduler.withdraw(slot);
            returns.end(slot, ReplyStatus.CANCELLED, RejectReason.NONE, 0);
        }
        return true;
    }

    private boolean onHolding(
            final Link link, final long nowNs, final ByteBuffer body, final int offset, final int length) {
        if (link.attachment() instanceof WorkerNode worker
                && worker.link() == link
                && ShardsFlyweight.isValid(body, offset, length)) {
            keeper.onHolding(worker, nowNs, body, offset);
        }
        return true;
    }

    @Override
    public void onLoadReport(final Link link, final long nowNs, final LoadReport report) {
        if (link.attachment() instanceof WorkerNode worker) {
            final boolean wasReady = worker.load().isReady();
            final boolean wasDraining = worker.isDraining();
            worker.onReport(report, nowNs);
            if (worker.isDraining() && !wasDraining) {
                keeper.reporter().onDraining(worker);
            }
            if (worker.load().isReady() == wasReady) {
                scheduler.onLoadChanged(worker);
            } else {
                scheduler.onChanged(worker, nowNs);
            }
        }
    }

    @Override
    public void onWritable(final Link link, final long nowNs) {
        if (link.attachment() instanceof WorkerNode worker) {
            worker.update();
            scheduler.onChanged(worker, nowNs);
        } else if (link.attachment() instanceof ClientSession client) {
            returns.onWritable(client);
        }
    }

    @Override
    public void onSuspect(final Link link, final long nowNs) {
        if (link.attachment() instanceof WorkerNode worker) {
            registry.onSuspect(worker, nowNs);
        }
    }

    @Override
    public void onClosed(final Link link, final long nowNs, final CloseReason reason, final String text) {
        if (link.attachment() instanceof WorkerNode worker) {
            loseWorker(worker, link, nowNs, reason);
        } else if (link.attachment() instanceof ClientSession client) {
            loseClient(client);
        } else if (link.attachment() instanceof Fellow fellow) {
            fellow.onClosed(link, nowNs, text);
        }
    }

    private void loseWorker(final WorkerNode worker, final Link link, final long nowNs, final CloseReason reason) {
        if (worker.link() == link) {
            registry.onLost(worker, link, reason, nowNs);
        }
    }

    private void loseClient(final ClientSession client) {
        for (int slot = client.requests().first();
                slot != SlotList.NONE;
                slot = client.requests().first()) {
            if (table.state(slot) == RequestState.REPLYING) {
                client.replies().remove(slot);
            } else {
                scheduler.withdraw(slot);
            }
            stats.abandoned++;
            returns.forget(slot);
        }
    }
}
