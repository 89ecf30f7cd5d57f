package io.wilco.dispatcher.admin;

import io.wilco.dispatcher.core.AdminState;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.dispatcher.core.DispatcherSnapshot.ClusterView;
import io.wilco.dispatcher.core.DispatcherSnapshot.ServiceSnapshot;
import io.wilco.dispatcher.core.DispatcherSnapshot.Traffic;
import io.wilco.dispatcher.core.DispatcherSnapshot.WorkerSnapshot;
import io.wilco.wire.WorkerTraits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Snapshots in which every figure is another one. */
public final class Snapshots {
    private static final long US = 1_000;

    private Snapshots() {}

    /** Two workers, one of them gone, after so many seconds. */
    public static DispatcherSnapshot afterSeconds(final long seconds) {
        return of(seconds, List.of(up(1_000 * seconds), down()));
    }

    /** These workers, after so many seconds. */
    public static DispatcherSnapshot of(final long seconds, final List<WorkerSnapshot> workers) {
        final long requests = 1_000 * seconds;
        return new DispatcherSnapshot(
                "serving",
                "jbsq",
                new ClusterView("leads", true),
                seconds * 1_000_000 * US,
                12,
                34,
                requests + 500,
                requests,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                new Traffic(21, 22, 23, 24, 25, 26, 27, 28, 29),
                List.of(
                        new ServiceSnapshot("echo", 30, 1, 31, 32, 35, 37, 39, 40),
                        new ServiceSnapshot("resize", 3, 0, 33, 34, 36, 38, 0, 0)),
                workers);
    }

    private static WorkerSnapshot up(final long completed) {
        return worker("w1", "ready", AdminState.READY, WorkerTraits.DEFAULT, 43, completed);
    }

    /** A worker that is here. */
    public static WorkerSnapshot worker(
            final String id,
            final String state,
            final AdminState wanted,
            final WorkerTraits traits,
            final long outstanding,
            final long completed) {
        return new WorkerSnapshot(
                id,
                List.of("echo", "resize"),
                new InetSocketAddress(ipv6(), 5_000),
                state,
                wanted,
                traits,
                41,
                42,
                8,
                outstanding,
                44,
                45,
                1_250 * US,
                46 * US + 500,
                120 * US,
                47 * US,
                completed + 43,
                completed,
                48,
                49,
                50,
                51,
                1_310 * US,
                4_200 * US,
                1_200_000 * US);
    }

    private static InetAddress ipv6() {
        final byte[] bytes = new byte[16];
        bytes[15] = 1;
        try {
            return InetAddress.getByAddress(bytes);
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static WorkerSnapshot down() {
        return new WorkerSnapshot(
                "w\"2\\",
                List.of("echo"),
                null,
                "down",
                AdminState.READY,
                WorkerTraits.DEFAULT,
                0,
                0,
                1,
                0,
                2,
                0,
                0,
                0,
                0,
                0,
                61,
                60,
                0,
                0,
                0,
                1,
                0,
                0,
                0);
    }
}
