package io.wilco.dispatcher.agreement;

import java.util.function.IntSupplier;
import org.agrona.concurrent.IdleStrategy;

/** Sleeps when there is nothing to do, and asks the {@link Gate} whether to go on. */
final class GatedIdle implements IdleStrategy {
    private final Gate gate;
    private final Pace pace;
    private final IntSupplier meanwhile;

    /** @param meanwhile what the same thread has to run while something waits; returns 0 if there was nothing to do */
    GatedIdle(final Gate gate, final Pace pace, final IntSupplier meanwhile) {
        this.gate = gate;
        this.pace = pace;
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
            pace.sleep();
        }
    }

    @Override
    public void reset() {
        // How long it sleeps does not depend on how often it has.
    }
}
