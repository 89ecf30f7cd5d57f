package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.CommandCodec;
import io.wilco.dispatcher.placement.FollowedCouncil;
import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.FollowFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.PlacementFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one of the dispatchers that have a say, and the next one when that is gone or has nothing new. What was told
 * last goes on being served while there is none.
 */
final class Following {
    private static final long PING_NS = 400_000_000L;

    /** After each of them was tried. */
    private static final long ROUND_NS = 500_000_000L;

    /** One that may know old things is left after so long, for another one may be back. */
    private static final long ANY_NS = 10_000_000_000L;

    /** Whoever asks for a key waits so long for there to be a placement. */
    private static final long BLIND_NS = 2_000_000_000L;

    private final FollowedCouncil council;
    private final Endpoint endpoint;
    private final DispatcherListener listener;
    private final ByteBuffer scratch = Bytes.heap(FollowFlyweight.LENGTH);
    private List<InetSocketAddress> sources = List.of();
    private @Nullable Source current;
    private int turn;
    private int failures;
    private String lastTrouble = "";
    private long connectNs;
    private long leaveNs = Long.MAX_VALUE;
    private final long startNs;
    private boolean isWaitedFor = true;

    /** The one that is followed. */
    private final class Source extends Fellow {
        private final InetSocketAddress address;
        private final Link link;
        private final boolean isAny;
        private boolean isHeard;

        Source(final InetSocketAddress address, final Link link, final boolean isAny) {
            this.address = address;
            this.link = link;
            this.isAny = isAny;
        }

        @Override
        void onEstablished(final Link opened, final long nowNs) {
            opened.liveness().proveEvery(PING_NS);
            opened.offer(MessageKind.FOLLOW, scratch, FollowFlyweight.write(scratch, 0, isAny), scratch, 0, 0);
        }

        @Override
        boolean onMessage(
                final Link from,
                final long nowNs,
                final int kind,
                final ByteBuffer body,
                final int offset,
                final int length) {
            return kind != MessageKind.PLACEMENT || onPlacement(this, nowNs, body, offset, length);
        }

        @Override
        void onClosed(final Link closed, final long nowNs, final String text) {
            if (current == this) {
                leave(text.isEmpty() ? "it does not answer" : text, nowNs);
            }
        }
    }

    Following(
            final FollowedCouncil council,
            final Endpoint endpoint,
            final DispatcherListener listener,
            final long nowNs) {
        this.council = council;
        this.endpoint = endpoint;
        this.listener = listener;
        connectNs = nowNs;
        startNs = nowNs;
        council.onProposal(this::propose);
    }

    /** These have a say, from now on. */
    void onSources(final List<InetSocketAddress> addresses, final long nowNs) {
        sources = List.copyOf(addresses);
        final Source source = current;
        if (source != null && !sources.contains(source.address)) {
            source.link.close(CloseReason.NORMAL, "");
            current = null;
        }
        connectNs = Math.min(connectNs, nowNs);
    }

    private void propose(final Command command) {
        final Source source = current;
        if (source != null) {
            final ByteBuffer bytes = ByteBuffer.wrap(CommandCodec.encode(command));
            // If there is no room now it is proposed again.
            source.link.offer(MessageKind.PROPOSE, bytes, bytes.limit(), bytes, 0, 0);
        }
    }

    void onTick(final long nowNs) {
        isWaitedFor = council.isBlind() && nowNs < startNs + BLIND_NS;
        if (current != null && nowNs >= leaveNs) {
            current.link.close(CloseReason.NORMAL, "");
            current = null;
            connectNs = nowNs;
            failures = 0;
        }
        if (current == null && nowNs >= connectNs && !sources.isEmpty()) {
            connect(nowNs);
        }
    }

    private void connect(final long nowNs) {
        if (!endpoint.hasRoom()) {
            connectNs = nowNs + ROUND_NS;
            return;
        }
        // If nobody knows what is new, what is old has to do.
        final boolean isAny = failures >= 2 * sources.size();
        final InetSocketAddress address = sources.get(turn++ % sources.size());
        final Link link = endpoint.connect(nowNs, address);
        final Source source = new Source(address, link, isAny);
        link.attach(source);
        current = source;
        leaveNs = isAny ? nowNs + ANY_NS : Long.MAX_VALUE;
        council.onSource();
    }

    private void leave(final String trouble, final long nowNs) {
        final Source source = current;
        if (source == null) {
            return;
        }
        current = null;
        failures++;
        connectNs = failures % sources.size() == 0 ? nowNs + ROUND_NS : nowNs;
        if (source.isHeard || !trouble.equals(lastTrouble)) {
            lastTrouble = trouble;
            listener.onSourceLost(source.address, trouble, nowNs);
        }
    }

    /** Takes in what the source tells; false if there is no room for it now. */
    private boolean onPlacement(
            final Source source, final long nowNs, final ByteBuffer body, final int offset, final int length) {
        if (source != current || !PlacementFlyweight.isValid(body, offset, length)) {
            return true;
        }
        final FollowedCouncil.Verdict verdict = council.onPart(body, offset, length);
        if (verdict == FollowedCouncil.Verdict.LATER) {
            return false;
        }
        if (verdict == FollowedCouncil.Verdict.TAKEN) {
            onHeard(source, nowNs);
        } else {
            source.link.close(CloseReason.NORMAL, "");
            leave(
                    verdict == FollowedCouncil.Verdict.OLD
                            ? "it knows less than was known before"
                            : "it is of another version of Wilco",
                    nowNs);
        }
        return true;
    }

    private void onHeard(final Source source, final long nowNs) {
        if (!source.isHeard && !council.isBlind()) {
            source.isHeard = true;
            failures = source.isAny ? failures : 0;
            lastTrouble = "";
            listener.onSource(source.address, nowNs);
        }
    }

    boolean hasLink() {
        return current != null;
    }

    /** Whom it follows, or why nobody. */
    DispatcherSnapshot.ClusterView standing() {
        final Source source = current;
        if (source != null && source.isHeard) {
            return new DispatcherSnapshot.ClusterView("follows " + text(source), !source.isAny);
        }
        return new DispatcherSnapshot.ClusterView(
                "follows nobody" + (lastTrouble.isEmpty() ? "" : ": " + lastTrouble), false);
    }

    private static String text(final Source source) {
        final String host = source.address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + source.address.getPort();
    }

    /** Whether nobody has told anything for so long that those who wait for it should not. */
    boolean isBlind(final long nowNs) {
        return council.isBlind() && nowNs - startNs >= BLIND_NS;
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        final long blindNs = isWaitedFor ? startNs + BLIND_NS : Long.MAX_VALUE;
        final long ownNs = current != null ? leaveNs : sources.isEmpty() ? Long.MAX_VALUE : connectNs;
        return Math.min(ownNs, blindNs);
    }
}
