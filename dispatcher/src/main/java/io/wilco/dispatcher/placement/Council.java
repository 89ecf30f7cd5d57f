package io.wilco.dispatcher.placement;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where commands are put in one order, the same for all dispatchers that share a placement. */
public interface Council {
    /** Dispatchers have numbers below that. */
    int MEMBERS_MAX = 64;

    /** The number of one that only follows. */
    int NO_SAY = -1;

    /** Takes what has been agreed on. */
    interface Listener {
        /**
         * A command got its place.
         *
         * @param timeMs since 1970; never goes back
         */
        void onAgreed(long timeMs, Command command);

        /** The placement was set to what others know; commands go on from there. */
        default void onRestored() {}
    }

    /** Names the placement: the same for all that share it, random for one that is alone. */
    long authority();

    /** The dispatcher's number among those that share the placement, 0 to 63; or {@link #NO_SAY}. */
    int self();

    /** Whether it takes part in decisions, and does not only follow them. */
    default boolean hasSay() {
        return self() != NO_SAY;
    }

    /** Whether it is in touch with enough of those it decides with, so that it knows what they know; any moment. */
    default boolean isCurrent() {
        return true;
    }

    /** Where the others reach this dispatcher, as {@code 10.0.0.7:7400}; empty if there are none. */
    default String address() {
        return "";
    }

    /** The address that another one's {@link #address} stands for; null if it is none. */
    default @Nullable InetSocketAddress peer(final String text) {
        return null;
    }

    /** Where it begins: empty, or as it was when it was last seen. To be asked once: whoever asks carries it on. */
    default Placement placement() {
        return new Placement();
    }

    /** Whether nothing of an earlier placement is known, so that a lease given by it may still hold. */
    boolean isNew();

    /** Whether this dispatcher is the one to see to what any of them may do; a hint. */
    boolean isLeading();

    /** How it stands among those it decides with, in words for people; empty if it is alone. */
    default String standing() {
        return "";
    }

    /** Hands a command over to be agreed on: then or later it comes back, once or more often; or it is lost. */
    void propose(Command command, long nowNs);

    /** Hands over what has been agreed on since the last call. */
    void poll(long nowNs, Listener listener);
}
