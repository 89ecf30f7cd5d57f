package io.wilco.dispatcher.core;

import io.wilco.wire.WorkerTraits;

/**
 * What a worker is to get, apart from its load: what it said of itself, what an operator wants of it, whether it is out
 * for failing, and how long it has been there.
 */
final class Standing {
    /** A new worker begins with this part of its weight, in percent (Envoy's slow start). */
    private static final int SLOW_START_PERCENT = 10;

    /** Weights between two steps of the slow start do not matter. */
    static final long STEP_NS = 50_000_000L;

    /** After so long without a further one, ejections are forgotten. */
    private static final long FORGIVEN_AFTER_NS = 300_000_000_000L;

    private final long slowStartNs;
    private WorkerTraits traits = WorkerTraits.DEFAULT;
    private int weightWanted;
    private AdminState wanted = AdminState.READY;
    private long sinceNs;
    private boolean isEjected;
    private long ejectedUntilNs;
    private int ejections;

    Standing(final long slowStartNs) {
        this.slowStartNs = slowStartNs;
    }

    /** It has come, or come back after it was gone. What an operator wants of it stays. */
    void onRegistered(final WorkerTraits said, final long nowNs) {
        traits = said;
        isEjected = false;
        ejections = 0;
        sinceNs = nowNs;
    }

    WorkerTraits traits() {
        return traits;
    }

    /** What the worker said, but for what an operator changed. */
    WorkerTraits traitsNow() {
        return new WorkerTraits(weight(), traits.tier(), traits.zone());
    }

    /** What an operator said, or else the worker. */
    int weight() {
        return weightWanted == 0 ? traits.weight() : weightWanted;
    }

    /** The weight for now: a new worker has a part of it. */
    int weightNow(final long nowNs) {
        final long percent =
                isWarming(nowNs) ? Math.max(SLOW_START_PERCENT, 100 * (nowNs - sinceNs) / slowStartNs) : 100;
        return (int) Math.max(1, weight() * percent / 100);
    }

    boolean isWarming(final long nowNs) {
        return nowNs - sinceNs < slowStartNs;
    }

    void setWeight(final int weight) {
        weightWanted = weight;
    }

    AdminState wanted() {
        return wanted;
    }

    void setWanted(final AdminState state) {
        wanted = state;
    }

    /** Whether something was said of it that must not be forgotten with it. */
    boolean isWanted() {
        return weightWanted != 0 || wanted != AdminState.READY;
    }

    boolean isEjected() {
        return isEjected;
    }

    long ejectedUntilNs() {
        return ejectedUntilNs;
    }

    /** How often it was out, unless it has been well for long since. */
    int ejections(final long nowNs) {
        return nowNs - ejectedUntilNs > FORGIVEN_AFTER_NS ? 0 : ejections;
    }

    void eject(final long nowNs, final long untilNs) {
        ejections = ejections(nowNs) + 1;
        isEjected = true;
        ejectedUntilNs = untilNs;
    }

    void takeBack() {
        isEjected = false;
    }

    boolean mayGetRequests() {
        return wanted == AdminState.READY && !isEjected;
    }
}
