package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.policy.WorkerLoad;
import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.link.Link;
import io.wilco.wire.LoadReport;
import io.wilco.wire.RegisterFlyweight;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.WorkerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A worker by its id, through restarts and new links: its load, its requests, and what came of them. */
final class WorkerNode {
    /** What {@link #onBoundElsewhere} is told of one that takes its shards from here. */
    static final long NOT_BOUND = Long.MIN_VALUE;

    /** So many in a row make the pause after them longer, twice as long each. */
    private static final int REFUSALS_MAX = 8;

    private final int index;
    private final String id;
    private final WorkerLoad load = new WorkerLoad();
    private final SlotList requests;
    private final LatencyWindow latencies = new LatencyWindow();
    private List<Service> services = List.of();
    private List<Offer> offers = List.of();
    private @Nullable Link link;
    private long incarnation;
    private RegisterFlyweight.@Nullable Registration registered;
    private long boundElsewhereNs = NOT_BOUND;
    private WorkerState reportedState = WorkerState.READY;
    private final Standing standing;
    private boolean isPaused;
    private int refusals;
    private long redispatchedBeforeSuspect;
    private long retransmittedBefore;

    /** Whether {@link Scheduler} has it among those whose load has changed. */
    boolean isDirty;

    /** The term of which the others were last told that the worker has heard of it, and when. */
    long acceptedTerm;

    long acceptedNs;
    long assigned;
    long completed;
    long failed;
    long refused;
    long redispatched;
    long lostNs;

    WorkerNode(final int index, final String id, final RequestTable table, final long slowStartNs) {
        this.index = index;
        this.id = id;
        standing = new Standing(slowStartNs);
        requests = table.newPlaceList();
    }

    int index() {
        return index;
    }

    String id() {
        return id;
    }

    WorkerLoad load() {
        return load;
    }

    /** The requests assigned to it. */
    SlotList requests() {
        return requests;
    }

    LatencyWindow latencies() {
        return latencies;
    }

    /** What it offers; of one that is gone, what it offered. */
    List<Service> services() {
        return services;
    }

    /** Its places among the workers of its services; none while it is gone. */
    List<Offer> offers() {
        return offers;
    }

    /** Null while it is gone. */
    @Nullable
    Link link() {
        return link;
    }

    /** Which of its lives it is in, or was last. */
    long incarnation() {
        return incarnation;
    }

    /** What it said of itself. */
    void onRegistration(final RegisterFlyweight.Registration registration) {
        registered = registration;
    }

    /** The command by which a dispatcher says that it has a link to it. */
    Command.Up up(final int dispatcher) {
        final RegisterFlyweight.Registration said = Objects.requireNonNull(registered);
        return new Command.Up(
                dispatcher, id, incarnation, said.services(), said.traits().weight(), said.seen());
    }

    /** Since then it takes its shards from another dispatcher. */
    void onBoundElsewhere(final long sinceNs) {
        boundElsewhereNs = sinceNs;
    }

    boolean isBoundElsewhere() {
        return boundElsewhereNs != NOT_BOUND;
    }

    long boundElsewhereNs() {
        return boundElsewhereNs;
    }

    /** Its place among the workers of a service; null if it does not offer it now. */
    @Nullable
    Offer offer(final Service service) {
        for (int i = 0; i < offers.size(); i++) {
            if (offers.get(i).service() == service) {
                return offers.get(i);
            }
        }
        return null;
    }

    /** @param lanes makes a number for each lane */
    void onRegistered(
            final Link newLink,
            final RegisterFlyweight.Registration registration,
            final List<Service> offered,
            final String zone,
            final LongSupplier lanes,
            final long nowNs) {
        link = newLink;
        incarnation = registration.incarnation();
        boundElsewhereNs = NOT_BOUND;
        standing.onRegistered(registration.traits(), nowNs);
        services = List.copyOf(offered);
        reportedState = WorkerState.READY;
        isPaused = false;
        refusals = 0;
        redispatchedBeforeSuspect = redispatched;
        load.reset(registration.concurrency());
        onWeight(nowNs);
        update();
        final List<Offer> places = new ArrayList<>();
        for (final Service service : services) {
            places.add(new Offer(
                    service,
                    service.pool().add(this, load, rank(zone), nowNs),
                    new Lane(lanes.getAsLong(), service, this),
                    new WorkerShards()));
        }
        offers = List.copyOf(places);
    }

    /** The nearer, the lower: by tier, and within one those of the dispatcher's zone first. */
    private int rank(final String zone) {
        final boolean isFar = !zone.isEmpty() && !zone.equals(standing.traits().zone());
        return 2 * standing.traits().tier() + (isFar ? 1 : 0);
    }

    /** What it is to get, apart from its load; {@link #update} follows a change. */
    Standing standing() {
        return standing;
    }

    /** Its weight has changed, or may have. */
    void onWeight(final long nowNs) {
        load.onWeight(standing.weightNow(nowNs));
    }

    boolean isEjected() {
        return standing.isEjected();
    }

    long ejectedUntilNs() {
        return standing.ejectedUntilNs();
    }

    int ejections(final long nowNs) {
        return standing.ejections(nowNs);
    }

    void eject(final long nowNs, final long untilNs) {
        standing.eject(nowNs, untilNs);
        update();
    }

    void takeBack() {
        standing.takeBack();
        load.onProbation();
        update();
    }

    /** Whether it is among the workers of that pool. */
    boolean isIn(final WorkerPool<WorkerNode> pool) {
        for (int i = 0; i < offers.size(); i++) {
            if (offers.get(i).service().pool() == pool) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of its services has no other worker, but for those that are out as well. */
    boolean isNeeded() {
        for (int i = 0; i < offers.size(); i++) {
            final WorkerPool<WorkerNode> pool = offers.get(i).service().pool();
            if (pool.ready() == 0 && !pool.hasAny(WorkerNode::isWell)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it gets requests, but for a moment's pause. */
    boolean isWell() {
        final Link to = link;
        return to != null
                && to.isEstablished()
                && !to.liveness().isSuspect()
                && reportedState == WorkerState.READY
                && standing.mayGetRequests();
    }

    void onGone(final long nowNs) {
        if (link != null) {
            retransmittedBefore += link.stats().framesRetransmitted;
        }
        for (final Offer offer : offers) {
            offer.withdraw(nowNs);
        }
        offers = List.of();
        link = null;
        lostNs = nowNs;
        load.reset(load.concurrency());
    }

    /** Whether it says that it takes nothing new. */
    boolean isDraining() {
        return reportedState != WorkerState.READY;
    }

    void onReport(final LoadReport report, final long nowNs) {
        final Link from = link;
        if (from != null) {
            reportedState = report.state;
            load.onReport(report, from.rtt().smoothedNs(), nowNs);
        }
        update();
    }

    /**
     * It refused a request: it gets none for a moment, and for a longer one if it has answered nothing since it refused
     * the last one, lest a request whose only worker is this one is tried too often in no time.
     *
     * @param pauseNs of the first refusal
     * @return how long, in nanoseconds
     */
    long pause(final long pauseNs) {
        if (!isPaused) {
            isPaused = true;
            refusals = Math.min(refusals + 1, REFUSALS_MAX);
            update();
        }
        return pauseNs << (refusals - 1);
    }

    void resume() {
        isPaused = false;
        update();
    }

    /** Looks again at whether it may and can be given requests. */
    void update() {
        final Link to = link;
        load.onReady(isWell() && !isPaused);
        load.onCredit(to != null && to.requestCredit() > 0);
    }

    /**
     * Whether it takes a request for one of its shards: also while it drains or is out, for there is nobody else as
     * long as it owns the shard.
     */
    boolean canTakeKeyed() {
        final Link to = link;
        return to != null
                && to.isEstablished()
                && !to.liveness().isSuspect()
                && !isPaused
                && load.hasCredit()
                && load.outstanding() < load.bound();
    }

    /** Tells the services it offers of a change of its load. */
    void publish(final long nowNs) {
        for (int i = 0; i < offers.size(); i++) {
            offers.get(i).onChanged(nowNs);
        }
    }

    /** A request was given to it. */
    void onAssigned(final int slot, final long nowNs) {
        final Link to = Objects.requireNonNull(link, "a worker without link gets nothing");
        requests.addLast(slot);
        assigned++;
        load.onAssigned(nowNs);
        load.onCredit(to.requestCredit() > 0);
        publish(nowNs);
        if (requests.size() == 1) {
            to.awaitPeer(true);
        }
    }

    /** It has answered a request of a service, so long after it was given to it. */
    void onAnswer(final Service service, final long latencyNs, final ReplyStatus status, final long nowNs) {
        latencies.record(latencyNs, nowNs);
        if (!status.isFromHandler()) {
            return;
        }
        refusals = 0;
        final boolean isError = status == ReplyStatus.APPLICATION_ERROR;
        failed += isError ? 1 : 0;
        load.onAnswered(isError);
        service.slowest().record(latencyNs, nowNs);
        for (int i = 0; i < offers.size(); i++) {
            if (offers.get(i).service() == service) {
                service.pool().onReply(offers.get(i).member(), latencyNs, isError, nowNs);
            }
        }
    }

    /** The link took no more, though there was credit. */
    void onLinkFull() {
        load.onCredit(false);
    }

    boolean isSuspect() {
        return link != null && link.liveness().isSuspect();
    }

    /** Nothing is heard of it: {@link #redispatchedLately} counts from here. */
    void onSuspect() {
        redispatchedBeforeSuspect = redispatched;
        update();
    }

    /** Requests taken back from it since it was last suspected; all, if it never was. */
    long redispatchedLately() {
        return redispatched - redispatchedBeforeSuspect;
    }

    /** It is heard of again. */
    void onRecovered() {
        redispatchedBeforeSuspect = redispatched;
        update();
    }

    long retransmitted() {
        return retransmittedBefore + (link == null ? 0 : link.stats().framesRetransmitted);
    }

    /** For people: ready, ejected, draining, maint, suspect or down. */
    String state() {
        if (link == null) {
            return "down";
        }
        if (link.liveness().isSuspect()) {
            return "suspect";
        }
        if (standing.wanted() == AdminState.MAINT) {
            return "maint";
        }
        if (reportedState != WorkerState.READY || standing.wanted() == AdminState.DRAIN) {
            return "draining";
        }
        return standing.isEjected() ? "ejected" : "ready";
    }
}
