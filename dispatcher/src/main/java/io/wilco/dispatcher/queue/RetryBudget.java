package io.wilco.dispatcher.queue;

/**
 * How many requests of a service may be made again, for whatever reason: a part of those that came, and a few a second
 * (Finagle's retry budget). So that workers that vanish, or are late, do not make an overload of a loss.
 */
public final class RetryBudget {
    /** Tokens are hundredths of a request. */
    private static final long REQUEST = 100;

    private static final long PER_S = 10;
    private static final long REFILL_NS = 1_000_000_000L / PER_S;

    private final int percent;
    private final long tokensMax;
    private long tokens;
    private long refilledNs;

    /**
     * A budget that has saved up all it can.
     *
     * @param percent of the requests
     * @param savedMax requests for which it saves in quiet times
     */
    public RetryBudget(final int percent, final int savedMax) {
        this.percent = percent;
        tokensMax = savedMax * REQUEST;
        tokens = tokensMax;
    }

    /** A request came. */
    public void onRequest(final long nowNs) {
        tokens += percent;
        if (nowNs - refilledNs >= REFILL_NS) {
            tokens += Math.min(tokensMax, (nowNs - refilledNs) / REFILL_NS * REQUEST);
            refilledNs = nowNs;
        }
        tokens = Math.min(tokensMax, tokens);
    }

    /** Whether there is something to spend. */
    public boolean hasAny() {
        return tokens >= REQUEST;
    }

    /** Spends for one that is made again; false if there is nothing left. */
    public boolean spend() {
        if (!hasAny()) {
            return false;
        }
        tokens -= REQUEST;
        return true;
    }
}
