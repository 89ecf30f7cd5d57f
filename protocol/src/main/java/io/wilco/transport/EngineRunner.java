package io.wilco.transport;

import io.wilco.link.Engine;
import io.wilco.link.LinkConfig;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The thread of one or more engines. Its cycle: receive what has arrived (bounded), take in what other threads handed
 * over, tick, transmit; when there was nothing for a few cycles, block until a datagram, a deadline or {@link #wake}.
 *
 * <p>{@link Spinning} says for how many.
 */
public final class EngineRunner implements AutoCloseable {
    /**
     * A batch, the datagrams that one engine takes before anything else is done, and that leave in one train, is a part
     * of what is under way: the larger it is, the less it costs, but who has all of it in hand leaves the others
     * nothing to do meanwhile. What was measured stands in docs/decisions/0007.
     */
    private static final int BATCH_PARTS = 4;

    private static final int BATCH_MIN = 6;
    private static final int BATCH_MAX = 64;
    private static final int DATAGRAM_BYTES = LinkConfig.DEFAULT.datagramBytesMax();

    private static final long STUFFED_MS = 1;
    private static final long NS_PER_MS = 1_000_000L;
    private static final long BLOCK_MS_MAX = 60_000L;
    private static final long JOIN_MS_MAX = 5_000L;

    private final List<Lane> lanes = new ArrayList<>();
    private final List<Duty> duties = new ArrayList<>();
    private final Spinning spinning;
    private final Selector selector;
    private final Thread thread;
    private volatile boolean isBlocked;
    private volatile boolean isClosing;
    private boolean isStuffed;
    private Runnable onFailure = () -> {};
    private volatile @Nullable Throwable failure;

    private record Lane(Engine engine, Transport transport) {}

    /**
     * The thread of one at an end of the way.
     *
     * @param name of the thread, a daemon
     * @throws IOException if the system gives no selector
     */
    public EngineRunner(final String name) throws IOException {
        this(name, Spinning.atTheEnd());
    }

    /**
     * A thread that looks on for as long as it is told before it blocks.
     *
     * @param name of the thread, a daemon
     * @throws IOException if the system gives no selector
     */
    public EngineRunner(final String name, final Spinning spinning) throws IOException {
        this.spinning = spinning;
        selector = Selector.open();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Adds an engine and its sockets, which are closed with this; before {@link #start}. */
    public EngineRunner add(final Engine engine, final Transport transport) throws IOException {
        transport.register(selector);
        lanes.add(new Lane(engine, transport));
        return this;
    }

    /** Adds a duty; before {@link #start}. */
    public EngineRunner add(final Duty duty) {
        duties.add(duty);
        return this;
    }

    /** Calls {@code action} on the thread when a defect has ended it; before {@link #start}. */
    public EngineRunner onFailure(final Runnable action) {
        onFailure = action;
        return this;
    }

    public EngineRunner start() {
        thread.start();
        return this;
    }

    /** Makes a blocked cycle go on: call after handing something over. Any thread. */
    public void wake() {
        if (isBlocked) {
            selector.wakeup();
        }
    }

    /** Whether the caller is the runner's own thread. */
    public boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    /** What ended the thread before its time, which only a defect does. Any thread. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Waits until the thread has ended. */
    public void join() throws InterruptedException {
        thread.join();
    }

    private void run() {
        try {
            while (!isClosing) {
                final long nowNs = System.nanoTime();
                final int work = cycle(nowNs);
                if (spinning.isOver(nowNs, work)) {
                    block();
                }
            }
            cycle(System.nanoTime());
        } catch (final ClosedSelectorException e) {
            // Closed from outside.
        } catch (final IOException | RuntimeException | Error e) {
            failure = e;
            onFailure.run();
            Thread.currentThread().getThreadGroup().uncaughtException(Thread.currentThread(), e);
        } finally {
            lanes.forEach(lane -> lane.transport.close());
            Sockets.closeQuietly(selector);
        }
    }

    private int cycle(final long readNs) {
        int work = 0;
        for (int i = 0; i < lanes.size(); i++) {
            final Lane lane = lanes.get(i);
            final int batch = batch(lane.engine);
            lane.transport.trainMax(batch);
            work += lane.transport.receive(readNs, lane.engine, batch);
        }
        // Looked at again: if this process did not run since, what was read may have come, and been sent, after readNs,
        // and who counts on when it was heard has to know.
        final long nowNs = work == 0 ? readNs : System.nanoTime();
        for (int i = 0; i < duties.size(); i++) {
            work += duties.get(i).doWork(nowNs);
        }
        isStuffed = false;
        for (int i = 0; i < lanes.size(); i++) {
            final Lane lane = lanes.get(i);
            lane.engine.onTick(nowNs);
            final boolean isAllWritten = lane.engine.pollTransmit(nowNs, lane.transport);
            isStuffed |= !lane.transport.flush() || !isAllWritten;
        }
        return work;
    }

    /** How many datagrams an engine takes at once, {@value #BATCH_MIN} to {@value #BATCH_MAX}. */
    public static int batch(final Engine engine) {
        final long part = engine.bytesInFlight() / ((long) DATAGRAM_BYTES * BATCH_PARTS);
        return (int) Math.max(BATCH_MIN, Math.min(part, BATCH_MAX));
    }

    @SuppressWarnings("ThreadPriorityCheck") // only how long a look takes depends on the yield, not whether it comes
    private void block() throws IOException {
        if (isStuffed) {
            // A socket's send buffer is full; the system empties it soon, if not as fast as one can look.
            selector.select(key -> {}, STUFFED_MS);
            return;
        }
        final long nowNs = System.nanoTime();
        long deadlineNs = Long.MAX_VALUE;
        for (int i = 0; i < lanes.size(); i++) {
            deadlineNs = Math.min(deadlineNs, lanes.get(i).engine.nextDeadlineNs());
        }
        final long dutyNs = nextDutyNs();
        if (Math.min(deadlineNs, dutyNs) <= nowNs) {
            return;
        }
        if (dutyNs != Long.MAX_VALUE && dutyNs - nowNs < NS_PER_MS) {
            // Too soon for the selector, and what arrives must not wait for it either: look again, after the others.
            Thread.yield();
            return;
        }
        isBlocked = true;
        try {
            // Looked at again after the flag is up: what was handed over before saw no need to wake.
            for (int i = 0; i < duties.size(); i++) {
                if (duties.get(i).doWork(nowNs) > 0) {
                    return;
                }
            }
            if (!isClosing) {
                final long waitNs = deadlineNs == Long.MAX_VALUE ? deadlineNs : deadlineNs - nowNs;
                final long waitMs = Math.min(BLOCK_MS_MAX, (waitNs - 1) / NS_PER_MS + 1);
                // A duty's time is not slept through: the rest of a millisecond is spent looking.
                final long dutyMs = dutyNs == Long.MAX_VALUE ? BLOCK_MS_MAX : (dutyNs - nowNs) / NS_PER_MS;
                selector.select(key -> {}, Math.min(waitMs, dutyMs));
            }
        } finally {
            isBlocked = false;
        }
    }

    private long nextDutyNs() {
        long dutyNs = Long.MAX_VALUE;
        for (int i = 0; i < duties.size(); i++) {
            dutyNs = Math.min(dutyNs, duties.get(i).nextDeadlineNs());
        }
        return dutyNs;
    }

    /** Ends the thread after a last cycle and closes the sockets. Any thread but its own. */
    @Override
    public void close() {
        isClosing = true;
        selector.wakeup();
        if (!thread.isAlive() || isOwnThread()) {
            return;
        }
        try {
            thread.join(JOIN_MS_MAX);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
