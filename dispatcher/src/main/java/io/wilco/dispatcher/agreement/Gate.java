package io.wilco.dispatcher.agreement;

import org.agrona.concurrent.AgentTerminationException;

/**
 * Ends whatever waits inside of Aeron: it asks while it idles. Some waits there have no end of their own, for a damaged
 * snapshot for one. Any thread.
 */
final class Gate {
    private final long launchDeadlineNs;
    private volatile boolean isLaunched;
    private volatile boolean isClosing;
    private volatile boolean hasFailed;

    Gate(final long launchDeadlineNs) {
        this.launchDeadlineNs = launchDeadlineNs;
    }

    /** The deadline is over. */
    void onLaunched() {
        isLaunched = true;
    }

    /** Nobody shall wait any more, since another part has failed. */
    void fail() {
        hasFailed = true;
    }

    /** Nobody shall wait any more, since the member is to end. */
    void close() {
        isClosing = true;
    }

    boolean isClosing() {
        return isClosing;
    }

    /** @throws AgentTerminationException if nobody shall wait any more, or the launch takes too long */
    void check() {
        if (isClosing || hasFailed) {
            throw new AgentTerminationException("closed");
        }
        if (!isLaunched && System.nanoTime() - launchDeadlineNs > 0) {
            throw new AgentTerminationException("the state could not be read in time, which a damaged snapshot causes");
        }
    }
}
