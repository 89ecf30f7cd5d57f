package io.wilco.wire;

/** Why a link ended. Codes below 128 travel in CLOSE and REFUSE; the others are this end's own finding. */
public enum CloseReason {
    /** The peer is done; nothing was left open, or it gave up what was. */
    NORMAL(0),
    /** The peer is shutting down. */
    SHUTDOWN(1),
    /** A frame broke the protocol; the text of CLOSE says how. */
    PROTOCOL_ERROR(2),
    /** The responder holds as many links as it may. */
    TOO_MANY_LINKS(3),
    /** Parameters out of bounds. */
    BAD_PARAMETERS(4),
    /** A newer link of the same worker took this one's place. */
    SUPERSEDED(5),
    /** A code this version does not know. */
    UNKNOWN(127),

    /** The peer no longer knows the session: it restarted, or gave the link up. */
    RESET_BY_PEER(128),
    /** Nothing was heard for too long. */
    PEER_SILENT(129),
    /** No answer to OPEN in time. */
    NO_ANSWER(130),
    /** The network said that nothing listens there (ICMP port unreachable). */
    UNREACHABLE(131);

    private static final CloseReason[] BY_CODE = new CloseReason[256];

    static {
        java.util.Arrays.fill(BY_CODE, UNKNOWN);
        for (final CloseReason reason : values()) {
            BY_CODE[reason.code] = reason;
        }
    }

    private final int code;

    CloseReason(final int code) {
        this.code = code;
    }

    /** 0 to 255. */
    public int code() {
        return code;
    }

    /** The reason of a code that came over the wire; what may not travel reads as {@link #UNKNOWN}. */
    public static CloseReason of(final int code) {
        return code < 128 ? BY_CODE[code] : UNKNOWN;
    }
}
