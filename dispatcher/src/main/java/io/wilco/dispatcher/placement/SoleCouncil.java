package io.wilco.dispatcher.placement;

import java.util.ArrayDeque;

/** Of one dispatcher that is alone: what it proposes is agreed on. */
public final class SoleCouncil implements Council {
    private static final long NS_PER_MS = 1_000_000L;

    private final ArrayDeque<Command> agreed = new ArrayDeque<>();
    private final long authority;
    private final long startMs;
    private final long startNs;

    /**
     * A council of one.
     *
     * @param authority random, not 0
     * @param startMs wall clock, since 1970, at {@code startNs} of the engine's
     */
    public SoleCouncil(final long authority, final long startMs, final long startNs) {
        this.authority = authority;
        this.startMs = startMs;
        this.startNs = startNs;
    }

    @Override
    public long authority() {
        return authority;
    }

    @Override
    public int self() {
        return 0;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    @Override
    public boolean isLeading() {
        return true;
    }

    @Override
    public void propose(final Command command, final long nowNs) {
        agreed.addLast(command);
    }

    @Override
    public void poll(final long nowNs, final Listener listener) {
        for (Command command = agreed.poll(); command != null; command = agreed.poll()) {
            listener.onAgreed(startMs + (nowNs - startNs) / NS_PER_MS, command);
        }
    }
}
