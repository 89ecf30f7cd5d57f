package io.wilco.dispatcher.agreement;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.agrona.concurrent.IdleStrategy;

/** Sleeps when there is nothing to do, and asks the {@link Gate} whether to go on. */
final class GatedIdle implements IdleStrategy {
    private final Gate gate;
    private final long sleepNs;
    private final IntSupplier meanwhile;

    /** @param meanwhile what the same thread has to run while something waits; returns 0 if there was nothing to do */
    GatedIdle(final Gate gate, final long sleepNs, final IntSupplier meanwhile) {
        this.gate = gate;
        this.sleepNs = sleepNs;
        this.meanwhile = meanwhile;
    }

    @Override
    public void idle(final int workCount) {
        if (workCount <= 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        gate.check();
        if (meanwhile.getAsInt() <= 0) {
            LockSupport.parkNanos(sleepNs);
        }
    }

    @Override
    public void reset() {
        // Always the same sleep.
    }
}
