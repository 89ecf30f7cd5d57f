package io.wilco.link;

import io.wilco.wire.ChallengeFlyweight;
import io.wilco.wire.CloseReason;
import io.wilco.wire.ConfirmFlyweight;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.FrameReader;
import io.wilco.wire.LinkParams;
import io.wilco.wire.OpenFlyweight;
import io.wilco.wire.RefuseFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The links of one socket: finds the link of each datagram, opens and accepts links, keeps their timers. Remembers
 * nothing of a peer until its address is validated, and never answers more than it was sent.
 *
 * <p>Used by one thread: {@link #onDatagram} for what arrives, then {@link #onTick}, then {@link #pollTransmit};
 * {@link #nextDeadlineNs} tells how long nothing needs to be done.
 */
public final class Endpoint {
    /** Resolution of the links' timers. */
    private static final long TICK_NS = 1 << 17;

    private static final int TIMERS_PER_TICK_MAX = 1_024;

    /** Being later than this, the process did not run, and silence meanwhile says nothing about a peer. */
    private static final long STALL_NS = 20_000_000L;

    private final LinkConfig config;
    private final LinkHandler handler;
    private final RandomGenerator random;
    private final boolean isAccepting;
    private final LinkParams params;
    private final CookieJar cookies;
    private final Reassembler.Pool reassemblyPool;
    private final DatagramHeader header = new DatagramHeader();
    private final FrameReader frames = new FrameReader();
    private final LinkTable links;
    private final StatelessReplies replies;
    private final EndpointStats stats = new EndpointStats();
    private final TimerWheel timers;
    private final ArrayDeque<Link> queued = new ArrayDeque<>();
    private final IntConsumer onTimer = this::onTimer;
    private long bytesInFlight;
    private long tickNs;
    private long tickedNs;
    private long plannedWakeNs;
    private int keptFree;
    private boolean isShuttingDown;

    /**
     * @param random source of session ids and secrets; must be unpredictable where peers are not trusted
     * @param isAccepting whether links of other initiators are accepted
     */
    public Endpoint(
            final LinkConfig config,
            final LinkHandler handler,
            final RandomGenerator random,
            final boolean isAccepting,
            final long nowNs) {
        this.config = config;
        this.handler = handler;
        this.random = random;
        this.isAccepting = isAccepting;
        params = config.params();
        cookies = new CookieJar(random);
        reassemblyPool = new Reassembler.Pool(config);
        links = new LinkTable(config.linksMax());
        timers = new TimerWheel(TICK_NS, nowNs);
        replies = new StatelessReplies(nowNs);
        tickedNs = nowNs;
        plannedWakeNs = nowNs;
    }

    /** Whether there may be one more link. */
    public boolean hasRoom() {
        return !links.isFull();
    }

    /**
     * Keeps so many links for {@link #connect}: peers that ask for one are refused while no more than these are left.
     */
    public void keepFree(final int count) {
        keptFree = count;
    }

    private boolean hasRoomForPeers() {
        return links.size() + keptFree < config.linksMax();
    }

    /**
     * Begins to open a link; {@link LinkHandler#onEstablished} or {@link LinkHandler#onClosed} tells how it went.
     *
     * @throws IllegalStateException if there are {@link LinkConfig#linksMax} links
     */
    public Link connect(final long nowNs, final InetSocketAddress peer) {
        if (links.isFull()) {
            throw new IllegalStateException("all " + config.linksMax() + " links are in use");
        }
        final Link link = new Link(this, links.nextIndex(), peer, newSession(), nowNs);
        link.initiate(nowNs);
        links.add(link);
        queue(link);
        return link;
    }

    /** From now on refuses those who ask for a link, as an endpoint that is shutting down. */
    public void stopAccepting() {
        isShuttingDown = true;
    }

    /** Takes a datagram: the bytes of {@code buffer} from 0 to its limit. Any bytes are fine. */
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        // Awake since then at the latest, whatever was planned.
        plannedWakeNs = Math.min(plannedWakeNs, nowNs);
        if (!header.isValid(buffer)) {
            stats.datagramsInvalid++;
            return;
        }
        final long session = DatagramHeader.session(buffer);
        switch (DatagramHeader.kind(buffer)) {
            case DatagramHeader.DATA -> onData(nowNs, peer, session, buffer);
            case DatagramHeader.OPEN -> onOpen(nowNs, peer, buffer);
            case DatagramHeader.CONFIRM -> onConfirm(nowNs, peer, session, buffer);
            case DatagramHeader.CHALLENGE -> {
                final Link link = links.of(session, peer);
                if (link != null && ChallengeFlyweight.isWhole(buffer)) {
                    link.onChallenge(nowNs, buffer);
                }
            }
            case DatagramHeader.REFUSE -> {
                final Link link = links.of(session, peer);
                if (link != null && RefuseFlyweight.isWhole(buffer)) {
                    link.onRefuse(nowNs, RefuseFlyweight.reason(buffer));
                }
            }
            case DatagramHeader.RESET -> {
                final Link link = links.ofPeerSession(session, peer);
                if (link != null && buffer.limit() == DatagramHeader.LENGTH) {
                    link.fail(nowNs, CloseReason.RESET_BY_PEER, "");
                }
            }
            default -> stats.datagramsInvalid++;
        }
    }

    private void onData(final long nowNs, final InetSocketAddress peer, final long session, final ByteBuffer buffer) {
        final Link link = links.of(session, peer);
        if (link != null) {
            frames.wrap(buffer, DatagramHeader.LENGTH);
            link.onFrames(nowNs, frames, buffer.limit());
        } else if (links.isKnown(session)) {
            stats.datagramsInvalid++;
        } else {
            stats.datagramsUnknown++;
            if (buffer.limit() >= DatagramHeader.LENGTH + StatelessReplies.UDP_IP_BYTES) {
                reset(nowNs, peer, session);
            }
        }
    }

    private void onOpen(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        if (!isAccepting || !OpenFlyweight.isWhole(buffer) || OpenFlyweight.initiator(buffer) == 0) {
            stats.datagramsInvalid++;
            return;
        }
        final long initiator = OpenFlyweight.initiator(buffer);
        if (!OpenFlyweight.params(buffer).isValid()) {
            refuse(nowNs, peer, initiator, CloseReason.BAD_PARAMETERS);
        } else if (isShuttingDown) {
            refuse(nowNs, peer, initiator, CloseReason.SHUTDOWN);
        } else if (!hasRoomForPeers()) {
            refuse(nowNs, peer, initiator, CloseReason.TOO_MANY_LINKS);
        } else if (replies.hasRoom(nowNs)) {
            final long responder = newSession();
            final long cookie = cookies.bake(peer, initiator, responder, nowNs);
            final ByteBuffer reply = replies.begin();
            replies.end(peer, ChallengeFlyweight.write(reply, initiator, responder, nowNs, cookie, params));
            stats.challengesSent++;
        }
    }

    private void onConfirm(
            final long nowNs, final InetSocketAddress peer, final long session, final ByteBuffer buffer) {
        if (!ConfirmFlyweight.isWhole(buffer)) {
            stats.datagramsInvalid++;
            return;
        }
        final long initiator = ConfirmFlyweight.initiator(buffer);
        Link link = links.of(session, peer);
        if (link == null) {
            link = accept(nowNs, peer, session, initiator, buffer);
        }
        if (link != null && link.peerSession() == initiator) {
            frames.wrap(buffer, ConfirmFlyweight.LENGTH);
            link.onFrames(nowNs, frames, buffer.limit());
        }
    }

    private @Nullable Link accept(
            final long nowNs,
            final InetSocketAddress peer,
            final long session,
            final long initiator,
            final ByteBuffer buffer) {
        final long issuedNs = ConfirmFlyweight.issued(buffer);
        final long cookie = ConfirmFlyweight.cookie(buffer);
        final LinkParams peerParams = ConfirmFlyweight.params(buffer);
        if (!isAccepting
                || links.isKnown(session)
                || !cookies.isGood(nowNs, peer, initiator, session, issuedNs, cookie)) {
            stats.cookiesBad++;
            reset(nowNs, peer, session);
            return null;
        }
        if (!peerParams.isValid()) {
            refuse(nowNs, peer, initiator, CloseReason.BAD_PARAMETERS);
            return null;
        }
        if (!hasRoomForPeers()) {
            refuse(nowNs, peer, initiator, CloseReason.TOO_MANY_LINKS);
            return null;
        }
        final Link link = new Link(this, links.nextIndex(), peer, session, nowNs);
        link.accept(initiator, peerParams, issuedNs);
        links.add(link);
        links.onPeerSession(link);
        stats.linksAccepted++;
        handler.onEstablished(link, nowNs);
        return link;
    }

    /** The network said that nothing listens at {@code peer}: all links with it fail at once. */
    public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
        links.forEach(link -> {
            if (link.peer().equals(peer)) {
                link.fail(nowNs, CloseReason.UNREACHABLE, "");
            }
        });
    }

    /** Does what is due by now. */
    public void onTick(final long nowNs) {
        final long lateNs = nowNs - Math.max(tickedNs, plannedWakeNs);
        if (lateNs > STALL_NS && tickedNs != nowNs) {
            stats.stalls++;
            links.forEach(link -> link.forgive(lateNs, nowNs));
        }
        tickedNs = nowNs;
        plannedWakeNs = nowNs;
        tickNs = nowNs;
        timers.poll(nowNs, onTimer, TIMERS_PER_TICK_MAX);
    }

    private void onTimer(final int index) {
        final Link link = links.at(index);
        if (link != null) {
            link.armedNs = Long.MAX_VALUE;
            link.onTick(tickNs);
            queue(link);
        }
    }

    /** Nothing needs to be done before this time unless a datagram arrives. */
    public long nextDeadlineNs() {
        final long deadlineNs = queued.isEmpty() && replies.isEmpty() ? timers.nextDeadlineNs() : Long.MIN_VALUE;
        plannedWakeNs = deadlineNs;
        return deadlineNs;
    }

    /** Writes all that is to be sent now; false if the network took no more, and the rest is to be tried later. */
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        if (!replies.pollTransmit(header, writer)) {
            return false;
        }
        for (Link link = queued.peek(); link != null; link = queued.peek()) {
            final boolean isDone = link.pollTransmit(nowNs, writer);
            countInFlight(link, link.isClosed() ? 0 : link.sender().congestion().inFlightBytes());
            queued.poll();
            if (!isDone) {
                // Behind the others, so that a link with much to send does not starve them on a slow network.
                queued.add(link);
                return false;
            }
            link.isQueued = false;
            arm(link);
        }
        return true;
    }

    private void countInFlight(final Link link, final long bytes) {
        bytesInFlight += bytes - link.countedInFlightBytes;
        link.countedInFlightBytes = bytes;
    }

    private void arm(final Link link) {
        final long deadlineNs = link.nextDeadlineNs();
        // A timer that is set too early is left alone: it fires, finds nothing due, and is set again.
        if (deadlineNs < link.armedNs && links.at(link.index()) == link) {
            link.armedNs = deadlineNs;
            timers.schedule(link.index(), deadlineNs);
        }
    }

    /** As {@link Engine#bytesInFlight}, over all links. */
    public long bytesInFlight() {
        return bytesInFlight;
    }

    /** Calls {@code consumer} with each link, in no particular order. */
    public void forEachLink(final Consumer<Link> consumer) {
        links.forEach(consumer);
    }

    /** Links open or opening. */
    public int linkCount() {
        return links.size();
    }

    /** Fragmented messages being put together, over all links; at most {@link LinkConfig#reassembliesMax}. */
    public int reassemblies() {
        return reassemblyPool.inUse();
    }

    public EndpointStats stats() {
        return stats;
    }

    public LinkConfig config() {
        return config;
    }

    // ---- For the links.

    LinkHandler handler() {
        return handler;
    }

    DatagramHeader header() {
        return header;
    }

    Reassembler.Pool reassemblyPool() {
        return reassemblyPool;
    }

    void queue(final Link link) {
        if (!link.isQueued) {
            link.isQueued = true;
            queued.add(link);
        }
    }

    void onEstablished(final Link link, final long nowNs) {
        links.onPeerSession(link);
        queue(link);
        handler.onEstablished(link, nowNs);
    }

    void onEnded(final Link link) {
        timers.cancel(link.index());
        countInFlight(link, 0);
        links.remove(link);
        stats.linksEnded++;
        stats.ended.add(link.stats());
        if (link.issuedNs() != Long.MIN_VALUE) {
            cookies.onEnded(tickedNs, link.session(), link.issuedNs());
        }
    }

    private void reset(final long nowNs, final InetSocketAddress peer, final long session) {
        if (replies.hasRoom(nowNs)) {
            DatagramHeader.write(replies.begin(), DatagramHeader.RESET, session);
            replies.end(peer, DatagramHeader.LENGTH);
            stats.resetsSent++;
        }
    }

    private void refuse(
            final long nowNs, final InetSocketAddress peer, final long initiator, final CloseReason reason) {
        if (replies.hasRoom(nowNs)) {
            replies.end(peer, RefuseFlyweight.write(replies.begin(), initiator, reason));
            stats.refusalsSent++;
        }
    }

    private long newSession() {
        long session = random.nextLong();
        while (session == 0 || links.isKnown(session)) {
            session = random.nextLong();
        }
        return session;
    }
}
