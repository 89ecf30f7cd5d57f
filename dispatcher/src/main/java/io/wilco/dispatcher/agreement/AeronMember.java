package io.wilco.dispatcher.agreement;

import io.aeron.Aeron;
import io.aeron.archive.Archive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentTerminationException;
import org.jspecify.annotations.Nullable;

/**
 * The running parts of a member. Driver, archive, consensus module and the client belong to one thread, which launches,
 * runs and closes them; the service has a thread of its own, since each waits for the other at the start.
 */
final class AeronMember implements AutoCloseable {
    private static final long SERVICE_WAIT_NS = TimeUnit.SECONDS.toNanos(5);

    private final Gate gate;
    private final Pace pace;
    private final Troubles troubles;
    private final AgentInvoker driver;
    private final AgentInvoker archive;
    private final AgentInvoker module;
    private final ModuleCounters counters;
    private final Aeron aeron;

    private @Nullable ClusteredServiceContainer service;

    /** Without the service, in the order of their making; closed the other way round. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private AeronMember(
            final AeronSettings settings,
            final ReplicatedService state,
            final Gate gate,
            final Pace pace,
            final Troubles troubles) {
        this.gate = gate;
        this.pace = pace;
        this.troubles = troubles;
        try {
            final MediaDriver mediaDriver = add(settings.launchDriver());
            driver = Objects.requireNonNull(mediaDriver.sharedAgentInvoker());
            final Archive launched = add(settings.launchArchive(driver, new GatedIdle(gate, pace, driver::invoke)));
            archive = Objects.requireNonNull(launched.invoker());
            aeron = add(settings.connect(driver, e -> {}));
            final CompletableFuture<ClusteredServiceContainer> container = launchService(settings, state);
            try {
                final ConsensusModule consensus = add(settings.launchModule(driver, archive, idle(gate)));
                module = Objects.requireNonNull(consensus.conductorAgentInvoker());
                counters = AeronSettings.counters(consensus);
            } finally {
                // Also if the module could not be launched, for it has to be closed then.
                service = await(container);
            }
            checkRunning();
            gate.onLaunched();
        } catch (final RuntimeException | Error e) {
            if (!gate.isClosing()) {
                troubles.onEnd(e);
            }
            close();
            throw e;
        }
    }

    /**
     * Launches a member, on the thread that will run it. Returns when its state was read.
     *
     * @throws RuntimeException if that is not possible; {@link Troubles} may know more
     */
    static AeronMember launch(
            final AeronSettings settings,
            final ReplicatedService service,
            final Gate gate,
            final Pace pace,
            final Troubles troubles) {
        return new AeronMember(settings, service, gate, pace, troubles);
    }

    /** On a thread of its own: it waits for answers of the driver, and the module waits for it. */
    private CompletableFuture<ClusteredServiceContainer> launchService(
            final AeronSettings settings, final ReplicatedService state) {
        final CompletableFuture<ClusteredServiceContainer> result = new CompletableFuture<>();
        daemon("wilco-agreement-launch", () -> {
            try {
                result.complete(settings.launchService(state, new GatedIdle(gate, pace, () -> 0)));
            } catch (final RuntimeException | Error e) {
                troubles.onEnd(e);
                gate.fail();
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private <T extends AutoCloseable> T add(final T part) {
        parts.addLast(part);
        return part;
    }

    /** While something on this thread waits, the driver and the archive have to go on. */
    private GatedIdle idle(final Gate gate) {
        return new GatedIdle(gate, pace, () -> driver.invoke() + archive.invoke());
    }

    private ClusteredServiceContainer await(final CompletableFuture<ClusteredServiceContainer> container) {
        // Also when the gate is closed: whoever waits behind it must be let out, and closed.
        runDriverUntil(container::isDone);
        if (!container.isDone()) {
            throw new AgentTerminationException("the service could not be launched");
        }
        return container.join();
    }

    /** But not for ever. */
    private void runDriverUntil(final BooleanSupplier isDone) {
        final long deadlineNs = System.nanoTime() + SERVICE_WAIT_NS;
        while (!isDone.getAsBoolean() && System.nanoTime() - deadlineNs < 0) {
            if (driver.invoke() + archive.invoke() == 0) {
                pace.sleep();
            }
        }
    }

    private static Thread daemon(final String name, final Runnable task) {
        final Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Runs all parts once; 0 if there was nothing to do. */
    int doWork() {
        return driver.invoke() + archive.invoke() + module.invoke();
    }

    /**
     * Must be asked before the counters are read.
     *
     * @throws AgentTerminationException if a part has ended
     */
    void checkRunning() {
        if (driver.isClosed() || archive.isClosed() || module.isClosed() || aeron.isClosed()) {
            throw new AgentTerminationException("a part of Aeron has ended");
        }
        if (troubles.isFatal()) {
            throw new AgentTerminationException(troubles.why());
        }
    }

    /** A client for other parts, to be invoked by this thread. */
    Aeron aeron() {
        return aeron;
    }

    /** To be run while one waits for the driver. */
    AgentInvoker driver() {
        return driver;
    }

    /** To be run while one waits for the archive. */
    AgentInvoker archive() {
        return archive;
    }

    ModuleCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        gate.fail();
        final ClusteredServiceContainer container = service;
        if (container != null) {
            // Its thread may wait for the driver, which this one runs: another one has to wait for its end.
            final Thread closer = daemon("wilco-agreement-close", () -> CloseHelper.quietClose(container));
            runDriverUntil(() -> !closer.isAlive());
        }
        while (!parts.isEmpty()) {
            CloseHelper.quietClose(parts.removeLast());
        }
    }
}
