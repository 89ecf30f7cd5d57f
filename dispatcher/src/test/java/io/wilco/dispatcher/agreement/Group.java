package io.wilco.dispatcher.agreement;

import static org.assertj.core.api.Assertions.fail;

import io.wilco.dispatcher.agreement.AgreementStatus.Role;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Three members in this JVM, on loopback, each with its directory. */
final class Group implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration HEARTBEAT = Duration.ofMillis(600);
    private static final Duration LAUNCH = Duration.ofSeconds(20);

    final AgreementMembers members;
    final Map<Integer, AeronAgreement> running = new TreeMap<>();
    final Map<Integer, Journal> journals = new TreeMap<>();
    private final Path root;
    private final UnaryOperator<AgreementConfig> settings;

    Group(final Path root) {
        this(root, config -> config);
    }

    Group(final Path root, final UnaryOperator<AgreementConfig> settings) {
        this.root = root;
        this.settings = settings;
        members = freeMembers();
    }

    static AgreementMembers freeMembers() {
        final List<Integer> bases = new ArrayList<>();
        for (int base = 20_000 + (int) (ProcessHandle.current().pid() % 1_000) * 8; bases.size() < 3; base += 8) {
            if (isFree(base)) {
                bases.add(base);
            }
        }
        return AgreementMembers.parse(
                "0=127.0.0.1:%d,1=127.0.0.1:%d,2=127.0.0.1:%d".formatted(bases.get(0), bases.get(1), bases.get(2)));
    }

    private static boolean isFree(final int base) {
        for (int port = base; port < base + AgreementMembers.PORTS; port++) {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (final SocketException e) {
                return false;
            }
        }
        return true;
    }

    AgreementConfig config(final int id) {
        return settings.apply(AgreementConfig.of("test", members, id, dir(id)).withTimeouts(HEARTBEAT, LAUNCH));
    }

    Path dir(final int id) {
        return root.resolve("member-" + id);
    }

    void start(final int... ids) throws IOException, InterruptedException {
        for (final int id : ids) {
            final Journal journal = new Journal();
            running.put(id, AeronAgreement.start(config(id), journal));
            journals.put(id, journal);
        }
    }

    void end(final int id) {
        running.remove(id).close();
    }

    void endAll() {
        List.copyOf(running.keySet()).forEach(this::end);
    }

    AgreementStatus status(final int id) {
        return running.get(id).status();
    }

    Journal journal(final int id) {
        return journals.get(id);
    }

    /** The leader that all running members agree on. */
    int awaitLeader() {
        final int[] leader = {AgreementStatus.NO_LEADER};
        await("one leader for all", () -> {
            final Set<Integer> leaders = running.values().stream()
                    .map(member -> member.status().leaderId())
                    .collect(Collectors.toSet());
            leader[0] = leaders.iterator().next();
            // Right after its end, the others still believe in the last one.
            return leaders.size() == 1 && running.containsKey(leader[0]);
        });
        return leader[0];
    }

    /** Proposes, again every second, until the member itself has seen that it was agreed on. */
    void agree(final int by, final String command) {
        final Journal journal = journals.get(by);
        final long[] againNs = {System.nanoTime()};
        await(command + " agreed on by " + by, () -> {
            if (System.nanoTime() - againNs[0] >= 0) {
                running.get(by).propose(command.getBytes(StandardCharsets.UTF_8));
                againNs[0] = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            }
            return journal.commands().contains(command);
        });
    }

    /** Waits until all running members have seen the same as this one. */
    void awaitAlike(final int model) {
        await(
                "the same everywhere",
                () -> running.keySet().stream()
                        .allMatch(id -> journals.get(id)
                                        .commands()
                                        .equals(journals.get(model).commands())
                                && journals.get(id)
                                        .timesMs()
                                        .equals(journals.get(model).timesMs())));
    }

    void awaitRole(final int id, final Role role) {
        await("member " + id + " " + role, () -> status(id).role() == role);
    }

    void await(final String what, final BooleanSupplier condition) {
        await(
                what,
                condition,
                () -> running.values().stream().map(Agreement::status).toList() + " " + journals);
    }

    static void await(final String what, final BooleanSupplier condition, final Supplier<String> state) {
        final long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                fail("waited in vain for: " + what + "; " + state.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        endAll();
    }
}
