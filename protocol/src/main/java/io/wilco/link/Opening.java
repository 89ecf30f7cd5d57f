package io.wilco.link;

import io.wilco.wire.ChallengeFlyweight;
import io.wilco.wire.ConfirmFlyweight;
import io.wilco.wire.LinkParams;
import io.wilco.wire.OpenFlyweight;
import java.nio.ByteBuffer;

/** The initiator's side of establishing a link: asks until it is challenged, then proves that it was. */
final class Opening {
    private static final long RETRY_INITIAL_NS = 100_000_000L;
    private static final long RETRY_MAX_NS = 1_000_000_000L;

    private final long initiator;
    private final LinkParams params;
    private final long giveUpNs;
    private long askAtNs;
    private long askedNs;
    private int asked;
    private long responder;
    private long issued;
    private long cookie;

    Opening(final long initiator, final LinkConfig config, final long nowNs) {
        this.initiator = initiator;
        this.params = config.params();
        this.giveUpNs = nowNs + config.openTimeoutNs();
        this.askAtNs = nowNs;
    }

    boolean isAskingDue(final long nowNs) {
        return nowNs >= askAtNs;
    }

    boolean isOver(final long nowNs) {
        return nowNs >= giveUpNs;
    }

    long nextDeadlineNs() {
        return Math.min(askAtNs, giveUpNs);
    }

    int writeOpen(final long nowNs, final ByteBuffer buffer) {
        final long waitNs = Math.min(RETRY_INITIAL_NS << Math.min(asked, 8), RETRY_MAX_NS);
        // Up to an eighth of jitter from the random session id, so that a crowd does not ask in step.
        askAtNs = nowNs + waitNs + (waitNs >> 3) * (initiator & 0xFF) / 0xFF;
        askedNs = nowNs;
        asked++;
        return OpenFlyweight.write(buffer, initiator, params);
    }

    void onChallenge(final ByteBuffer buffer) {
        responder = ChallengeFlyweight.responder(buffer);
        issued = ChallengeFlyweight.issued(buffer);
        cookie = ChallengeFlyweight.cookie(buffer);
    }

    /** The round trip, or 0 if it is not known which asking was answered. */
    long roundTripNs(final long nowNs) {
        return asked == 1 ? nowNs - askedNs : 0;
    }

    /** The responder's session id, once challenged. */
    long responder() {
        return responder;
    }

    int writeConfirm(final ByteBuffer buffer) {
        return ConfirmFlyweight.write(buffer, responder, initiator, issued, cookie, params);
    }
}
