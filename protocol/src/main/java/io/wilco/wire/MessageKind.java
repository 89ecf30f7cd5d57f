package io.wilco.wire;

/** The second byte of MESSAGE and FRAGMENT: what the body is. */
public final class MessageKind {
    public static final int REQUEST = 1;
    public static final int REPLY = 2;
    public static final int CANCEL = 3;
    public static final int REGISTER = 4;
    public static final int REGISTERED = 5;

    /** Laid out as CANCEL. */
    public static final int RECALL = 6;

    /** Laid out as {@link ShardsFlyweight}. */
    public static final int SHARDS = 7;

    /** Laid out as SHARDS. */
    public static final int HOLDING = 8;

    /** Laid out as {@link FollowFlyweight}. */
    public static final int FOLLOW = 9;

    /** Laid out as {@link PlacementFlyweight}. */
    public static final int PLACEMENT = 10;

    /** A command of dispatchers, as they write it. */
    public static final int PROPOSE = 11;

    /** Has no body: the sender asks which zone the dispatcher is in. */
    public static final int WHERE = 12;

    /** Laid out as {@link HereFlyweight}. */
    public static final int HERE = 13;

    private MessageKind() {}
}
