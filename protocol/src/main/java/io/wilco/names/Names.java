package io.wilco.names;

import io.wilco.names.Expander.Expansion;
import io.wilco.names.NamesException.Reason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The addresses behind what a user wrote for {@code --dispatcher}, now and from now on.
 *
 * <pre>{@code
 * try (Names names = Names.of(DispatcherName.parseList("srv:_wilco._udp.example.com,10.0.0.7:7400"))) {
 *     start(names.resolve());           // blocks, 5 s at most
 *     names.watch(this::handOver);      // each new list, on a thread of its own
 * }
 * }</pre>
 *
 * <p>A list is ordered as the elements are; a service's addresses by priority and weight, those of a name IPv4 first,
 * what is equal at random, once for each process. It has no address twice, and {@value #ADDRESSES_MAX} at most.
 *
 * <p>Names are looked up again when the first of their records is over (its TTL, 1 s to 60 s). What cannot be looked up
 * keeps the addresses it had, and is tried again after 1 s, 2 s and so on up to 60 s.
 *
 * <p>May be used by any thread. With literal addresses alone there is no thread, no name server and no dnsjava.
 */
public final class Names implements AutoCloseable {
    /** Addresses in a list, at most; of more, the first ones are taken and {@link #status} says so. */
    public static final int ADDRESSES_MAX = Expander.ADDRESSES_MAX;

    private static final long JOIN_MS = 2_000;

    /** A change of the hosts file is seen after as much, for it has no TTL. */
    private static final long HOSTS_FILE_NS = 10_000_000_000L;

    private static final int FAILURES_SAID_MAX = 3;

    private final NamesConfig config;
    private final boolean isAllLiteral;
    private final Lookup lookup;
    private final Answers answers;
    private final Expander expander;

    /** One round at a time. */
    private final Object rounds = new Object();

    /** Guards what is below, and is held while the listener runs, so that it never runs after {@link #close}. */
    private final Object state = new Object();

    private List<InetSocketAddress> told = List.of();
    private @Nullable Thread thread;
    private boolean isClosed;

    private volatile NamesStatus status = NamesStatus.NONE;

    private Names(final List<DispatcherName> names, final NamesConfig config, final Lookup lookup) {
        if (names.isEmpty() || names.size() > DispatcherName.ELEMENTS_MAX) {
            throw new IllegalArgumentException(
                    names.size() + " dispatchers are named, and 1 to " + DispatcherName.ELEMENTS_MAX + " can be");
        }
        this.config = config;
        this.lookup = lookup;
        isAllLiteral = names.stream().allMatch(DispatcherName.Literal.class::isInstance);
        answers = new Answers(lookup, config, System::nanoTime);
        expander = new Expander(names, config, answers);
    }

    /** With the name servers and the settings of this system. */
    public static Names of(final List<DispatcherName> names) {
        return of(names, NamesConfig.ofSystem());
    }

    /**
     * Looks nothing up yet.
     *
     * @param names 1 to {@value DispatcherName#ELEMENTS_MAX}
     */
    public static Names of(final List<DispatcherName> names, final NamesConfig config) {
        return of(names, config, new LazyDns(config));
    }

    static Names of(final List<DispatcherName> names, final NamesConfig config, final Lookup lookup) {
        return new Names(names, config, lookup);
    }

    /**
     * Looks all names up, and blocks meanwhile: for {@link NamesConfig#timeoutNs} at most. To be called before
     * {@link #watch}; again if it failed. What failed is asked again at once.
     *
     * @return the addresses, at least one, unmodifiable; {@link #status} says which names have none
     * @throws NamesException if no name has any, in words for the user
     */
    public List<InetSocketAddress> resolve() throws NamesException {
        synchronized (rounds) {
            final Expansion expansion = round(System.nanoTime() + config.timeoutNs(), true);
            synchronized (state) {
                if (isClosed) {
                    throw new NamesException(Reason.CLOSED, "the look-up was ended");
                }
                if (!expansion.addresses().isEmpty()) {
                    told = expansion.addresses();
                }
            }
            if (expansion.addresses().isEmpty()) {
                throw inAll(expansion.failures());
            }
            return expansion.addresses();
        }
    }

    /**
     * From now on, looks names up again when it is time, on a daemon thread; with literal addresses alone, does
     * nothing. Once only.
     *
     * @param listener is given each list that differs from the one before, or from what {@link #resolve} returned;
     *     never an empty one. Runs on the thread of the look-ups, must not block, and hands the list over to whoever
     *     owns the engine. If it throws, it is given the list again after the next look-up
     */
    public void watch(final Consumer<List<InetSocketAddress>> listener) {
        synchronized (state) {
            if (isClosed || isAllLiteral) {
                return;
            }
            if (thread != null) {
                throw new IllegalStateException("there is a listener already");
            }
            thread = new Thread(() -> run(listener), "wilco-names");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** How it stands. Never blocks. */
    public NamesStatus status() {
        return status;
    }

    /** Ends the look-ups, also one under way. Afterwards the listener is not called any more. */
    @Override
    public void close() {
        final Thread ending;
        synchronized (state) {
            isClosed = true;
            ending = thread;
            state.notifyAll();
        }
        lookup.close();
        if (ending == null || ending.equals(Thread.currentThread())) {
            return;
        }
        try {
            ending.join(JOIN_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(final Consumer<List<InetSocketAddress>> listener) {
        while (waitUntilDue()) {
            synchronized (rounds) {
                tell(round(Long.MAX_VALUE / 2 + System.nanoTime(), false).addresses(), listener);
            }
        }
    }

    /** Whether there is something to do: not if closed. */
    private boolean waitUntilDue() {
        final long dueNs = nextDueNs();
        synchronized (state) {
            long leftNs = dueNs - System.nanoTime();
            while (!isClosed && leftNs > 0) {
                try {
                    state.wait(leftNs / 1_000_000L, (int) (leftNs % 1_000_000L));
                } catch (final InterruptedException e) {
                    // Nobody but close() ends this thread.
                    leftNs = 0;
                }
                leftNs = Math.min(leftNs, dueNs - System.nanoTime());
            }
            return !isClosed;
        }
    }

    private long nextDueNs() {
        synchronized (rounds) {
            final long idleNs =
                    expander.isHostsFileUsed() ? Math.min(HOSTS_FILE_NS, config.refreshMaxNs()) : config.refreshMaxNs();
            return answers.nextDueNs(idleNs);
        }
    }

    private void tell(final List<InetSocketAddress> addresses, final Consumer<List<InetSocketAddress>> listener) {
        synchronized (state) {
            if (isClosed || addresses.isEmpty() || addresses.equals(told)) {
                return;
            }
            try {
                listener.accept(addresses);
                told = addresses;
            } catch (final RuntimeException e) {
                status =
                        new NamesStatus(addresses, List.of("the new addresses were not taken: " + e), status.lookups());
            }
        }
    }

    private Expansion round(final long deadlineNs, final boolean isRetry) {
        answers.beginRound(deadlineNs, isRetry);
        final Expansion expansion = expander.expand();
        answers.endRound();
        status = new NamesStatus(expansion.addresses(), problems(expansion), status.lookups() + 1);
        return expansion;
    }

    private List<String> problems(final Expansion expansion) {
        final Set<String> lines = new LinkedHashSet<>();
        expansion.failures().forEach(failure -> lines.add(failure.getMessage()));
        answers.failures().forEach(failure -> lines.add(failure.getMessage()));
        if (expansion.cut() > 0) {
            lines.add("there are " + (expansion.addresses().size() + expansion.cut()) + " addresses, and the first "
                    + ADDRESSES_MAX + " are used");
        }
        return lines.stream().limit(NamesStatus.PROBLEMS_MAX).toList();
    }

    private static NamesException inAll(final List<NamesException> failures) {
        final List<NamesException> said = new ArrayList<>(failures);
        if (said.size() == 1) {
            return said.get(0);
        }
        final String message = said.stream()
                .map(NamesException::getMessage)
                .distinct()
                .limit(FAILURES_SAID_MAX)
                .collect(Collectors.joining("; "));
        return new NamesException(said.get(0).reason(), message);
    }
}
