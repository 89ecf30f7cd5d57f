package io.wilco.link;

import io.wilco.wire.ChallengeFlyweight;
import io.wilco.wire.CloseFlyweight;
import io.wilco.wire.CloseReason;
import io.wilco.wire.FrameReader;
import io.wilco.wire.FrameType;
import io.wilco.wire.LinkParams;
import io.wilco.wire.MessageKind;
import io.wilco.wire.PingFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The association of two endpoints over which messages travel: each arrives once, or the link ends. Messages are not
 * ordered. Used by its endpoint's thread only.
 */
public final class Link {
    enum State {
        OPENING,
        ESTABLISHED,
        CLOSING,
        CLOSED
    }

    /** {@link #offer} found no room; {@link LinkHandler#onWritable} tells when there is some. */
    public static final long FULL = Sender.FULL;

    private final Endpoint endpoint;
    private final LinkHandler handler;
    private final int index;
    private final InetSocketAddress peer;
    private final long session;
    private final LinkStats stats = new LinkStats();
    private final Sender sender;
    private final Receiver receiver;
    private final Liveness liveness;
    private final Transmitter transmitter;
    private final Advertised advertised = new Advertised();
    private @Nullable Opening opening;
    private @Nullable Object attachment;
    private State state;
    private long peerSession;
    private long issuedNs = Long.MIN_VALUE;
    private boolean isBlocked;

    /** Of the endpoint: when its timer is set to, what it counts as in flight, whether it waits to transmit. */
    long armedNs = Long.MAX_VALUE;

    long countedInFlightBytes;
    boolean isQueued;

    Link(final Endpoint endpoint, final int index, final InetSocketAddress peer, final long session, final long nowNs) {
        this.endpoint = endpoint;
        this.handler = endpoint.handler();
        this.index = index;
        this.peer = peer;
        this.session = session;
        final LinkConfig config = endpoint.config();
        sender = new Sender(config, stats, session);
        receiver = new Receiver(this, handler, config, endpoint.reassemblyPool(), stats);
        liveness = new Liveness(config, nowNs);
        transmitter = new Transmitter(this, endpoint.header(), sender, receiver, liveness, stats);
        state = State.OPENING;
    }

    /** This end asks for the link. */
    void initiate(final long nowNs) {
        opening = new Opening(session, endpoint.config(), nowNs);
    }

    /** The peer asked for the link, and returned the cookie issued at {@code cookieNs}. */
    void accept(final long initiator, final LinkParams params, final long cookieNs) {
        peerSession = initiator;
        issuedNs = cookieNs;
        establish(params);
    }

    private void establish(final LinkParams params) {
        sender.onPeerParams(params);
        advertised.onParams(params.requestLimit());
        state = State.ESTABLISHED;
    }

    // ---- What the owner may do.

    /**
     * Sends a message: {@code headLength} bytes of {@code head} from index 0, then the body. The bytes are copied.
     *
     * @param kind one of {@link MessageKind}
     * @return the message's number, by which {@link #mayHaveArrived} knows it, or {@link #FULL}
     * @throws IllegalArgumentException if it is longer than {@link #messageBytesMax}
     */
    public long offer(
            final int kind,
            final ByteBuffer head,
            final int headLength,
            final ByteBuffer body,
            final int bodyOffset,
            final int bodyLength) {
        if (state != State.ESTABLISHED) {
            return FULL;
        }
        final long sequence = sender.offer(kind, head, headLength, body, bodyOffset, bodyLength);
        if (sequence == FULL) {
            isBlocked = true;
            return FULL;
        }
        if (kind == MessageKind.REQUEST) {
            advertised.onRequestOffered();
        }
        endpoint.queue(this);
        return sequence;
    }

    /** How many more requests the peer takes now; asking when it is 0 makes {@link LinkHandler#onWritable} come. */
    public long requestCredit() {
        final long credit = advertised.requestCredit();
        if (credit <= 0) {
            isBlocked = true;
            return 0;
        }
        return credit;
    }

    /** Lets the peer send requests up to this count, cumulative over the link's life; travels with what leaves next. */
    public void grantRequests(final long limit) {
        receiver.grantRequests(limit);
    }

    /** Adds a load report to every ACK from now on. */
    public void reportLoad(final LoadSource source) {
        receiver.onLoadSource(source);
    }

    /** Sends an ACK, with credit and load, in this cycle. */
    public void ackNow(final long nowNs) {
        if (state == State.ESTABLISHED) {
            receiver.ackAt(nowNs);
            endpoint.queue(this);
        }
    }

    /** Says whether the owner waits for something from the peer, which is then pinged more often. */
    public void awaitPeer(final boolean isAwaiting) {
        liveness.onBusy(isAwaiting);
        if (isAwaiting) {
            endpoint.queue(this);
        }
    }

    /** Whether and when the peer was heard. */
    public Liveness liveness() {
        return liveness;
    }

    /** Ends the link and tells the peer; what was not acked may be lost. The handler is not called. */
    public void close(final CloseReason reason, final String text) {
        if (state == State.OPENING) {
            end();
        } else if (state == State.ESTABLISHED) {
            state = State.CLOSING;
            transmitter.onClosing(reason, text.getBytes(StandardCharsets.UTF_8));
            endpoint.queue(this);
        }
    }

    /** Keeps the owner's own object for this link. */
    public void attach(final Object attachment) {
        this.attachment = attachment;
    }

    public @Nullable Object attachment() {
        return attachment;
    }

    public InetSocketAddress peer() {
        return peer;
    }

    /** This end's id of the link. */
    public long session() {
        return session;
    }

    public boolean isEstablished() {
        return state == State.ESTABLISHED;
    }

    public boolean isClosed() {
        return state == State.CLOSED || state == State.CLOSING;
    }

    /** Whether an offer was refused, or credit had run out, so that {@link LinkHandler#onWritable} will come. */
    public boolean isBlocked() {
        return isBlocked;
    }

    /** Whether all messages offered have been acked. */
    public boolean isFlushed() {
        return sender.isFlushed();
    }

    /**
     * Whether the peer may have been delivered the message of this number: all of it has left, and the peer, if it said
     * goodbye, did not say that some of it never came.
     */
    public boolean mayHaveArrived(final long sequence) {
        return sender.mayHaveArrived(sequence);
    }

    /** The longest message, head and body, that can be offered, in bytes; 0 before the link is established. */
    public int messageBytesMax() {
        return sender.messageBytesMax();
    }

    public RttEstimator rtt() {
        return sender.loss().rtt();
    }

    public LinkStats stats() {
        return stats;
    }

    // ---- What the endpoint brings.

    int index() {
        return index;
    }

    long peerSession() {
        return peerSession;
    }

    /** When the cookie was issued by which this end accepted the link; the least long if it did not. */
    long issuedNs() {
        return issuedNs;
    }

    State state() {
        return state;
    }

    Sender sender() {
        return sender;
    }

    /** What is left of opening the link: null once the peer was heard on it, or if this end accepted it. */
    @Nullable
    Opening opening() {
        return opening;
    }

    void onChallenge(final long nowNs, final ByteBuffer buffer) {
        final LinkParams params = ChallengeFlyweight.params(buffer);
        if (state != State.OPENING
                || opening == null
                || !params.isValid()
                || ChallengeFlyweight.responder(buffer) == 0) {
            return;
        }
        opening.onChallenge(buffer);
        peerSession = opening.responder();
        establish(params);
        final long roundTripNs = opening.roundTripNs(nowNs);
        if (roundTripNs > 0) {
            sender.loss().rtt().onSample(roundTripNs, 0);
        }
        liveness.onHeard(nowNs);
        transmitter.ping();
        endpoint.onEstablished(this, nowNs);
    }

    /** The responder takes no link; an old refusal of a repeated OPEN cannot end a link that was heard on. */
    void onRefuse(final long nowNs, final CloseReason reason) {
        if (opening != null) {
            fail(nowNs, reason, "");
        }
    }

    void onFrames(final long nowNs, final FrameReader frames, final int bytes) {
        if (state != State.ESTABLISHED) {
            return;
        }
        stats.datagramsReceived++;
        stats.bytesReceived += bytes;
        liveness.onHeard(nowNs);
        opening = null;
        sender.onDatagram();
        while (state == State.ESTABLISHED && frames.next()) {
            onFrame(nowNs, frames);
        }
        if (frames.isMalformed()) {
            fail(nowNs, CloseReason.PROTOCOL_ERROR, "malformed frame");
        }
        endpoint.queue(this);
    }

    private void onFrame(final long nowNs, final FrameReader frames) {
        final ByteBuffer buffer = frames.buffer();
        final int offset = frames.offset();
        switch (frames.type()) {
            case FrameType.ACK -> onAck(nowNs, buffer, offset);
            case FrameType.MESSAGE -> receiver.onMessage(nowNs, buffer, offset);
            case FrameType.FRAGMENT -> {
                if (receiver.onFragment(nowNs, buffer, offset) == Receiver.Verdict.BROKEN) {
                    fail(nowNs, CloseReason.PROTOCOL_ERROR, "fragments do not fit together");
                }
            }
            case FrameType.PING -> transmitter.pong(PingFlyweight.token(buffer, offset));
            case FrameType.CLOSE -> {
                final CloseReason reason = CloseFlyweight.reason(buffer, offset);
                sender.onPeerClosed();
                end();
                handler.onClosed(this, nowNs, reason, CloseFlyweight.text(buffer, offset));
            }
            default -> transmitter.onPong(nowNs, PingFlyweight.token(buffer, offset));
        }
    }

    private void onAck(final long nowNs, final ByteBuffer buffer, final int offset) {
        if (!sender.onAck(nowNs, buffer, offset)) {
            fail(nowNs, CloseReason.PROTOCOL_ERROR, "acked what was never sent");
            return;
        }
        if (advertised.onAck(buffer, offset)) {
            handler.onLoadReport(this, nowNs, advertised.report());
        }
        if (isBlocked && state == State.ESTABLISHED) {
            isBlocked = false;
            handler.onWritable(this, nowNs);
        }
    }

    void onTick(final long nowNs) {
        if (state == State.OPENING && opening != null && opening.isOver(nowNs)) {
            fail(nowNs, CloseReason.NO_ANSWER, "");
        }
        if (state != State.ESTABLISHED) {
            return;
        }
        sender.loss().onTick(nowNs);
        if (liveness.isDead(nowNs)) {
            fail(nowNs, CloseReason.PEER_SILENT, "");
        } else if (sender.isStuck(nowNs) || receiver.isStuck(nowNs)) {
            fail(nowNs, CloseReason.PROTOCOL_ERROR, "a message is never acked, or never complete");
        } else if (liveness.becomesSuspect(nowNs)) {
            handler.onSuspect(this, nowNs);
        }
        if (liveness.isPingDue(nowNs)) {
            transmitter.ping();
        }
    }

    void forgive(final long lateNs, final long nowNs) {
        liveness.forgive(lateNs, nowNs);
        sender.forgive(lateNs);
        receiver.forgive(lateNs);
    }

    long nextDeadlineNs() {
        return switch (state) {
            case OPENING -> opening == null ? Long.MAX_VALUE : opening.nextDeadlineNs();
            case ESTABLISHED ->
                Math.min(receiver.ackDeadlineNs(), Math.min(sender.loss().nextDeadlineNs(), liveness.nextDeadlineNs()));
            case CLOSING, CLOSED -> Long.MAX_VALUE;
        };
    }

    /**
     * Ends the link by the peer's doing, or for want of it; the handler, and of a breach of protocol the peer, hears of
     * it.
     */
    public void fail(final long nowNs, final CloseReason reason, final String text) {
        if (isClosed()) {
            return;
        }
        if (reason == CloseReason.PROTOCOL_ERROR) {
            close(reason, text);
        } else {
            end();
        }
        handler.onClosed(this, nowNs, reason, text);
    }

    void end() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            receiver.close();
            endpoint.onEnded(this);
        }
    }

    /** Writes datagrams until nothing is left to send; false if the network takes no more. */
    boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return transmitter.pollTransmit(nowNs, writer);
    }
}
