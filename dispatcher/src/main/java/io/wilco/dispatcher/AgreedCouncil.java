package io.wilco.dispatcher;

import io.wilco.cli.HostPort;
import io.wilco.dispatcher.agreement.AeronAgreement;
import io.wilco.dispatcher.agreement.Agreement;
import io.wilco.dispatcher.agreement.AgreementConfig;
import io.wilco.dispatcher.agreement.AgreementStatus;
import io.wilco.dispatcher.agreement.ReplicatedState;
import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.CommandCodec;
import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.Placement;
import io.wilco.dispatcher.placement.PlacementCodec;
import io.wilco.wire.Bytes;
import io.wilco.wire.Shards;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A council of several dispatchers, which agree by a replicated log. Two copies of the placement are kept: one on the
 * agreement's thread, for its snapshots, and one by the engine, which gets the same commands through a queue.
 */
public final class AgreedCouncil implements Council, ReplicatedState, AutoCloseable {
    private static final int AGREED_MAX = 65_536;
    private static final int AGREED_PER_POLL_MAX = 1_024;
    private static final long FULL_WAIT_MS = 10;

    private static final long WATCH_MS = 200;

    private final AgreementConfig config;
    private final Consumer<String> onNote;
    private final Thread watch;
    private final String address;
    private final long authority;
    private final ArrayBlockingQueue<Agreed> agreed = new ArrayBlockingQueue<>(AGREED_MAX);
    private Placement own = new Placement();
    private Placement initial = new Placement();
    private volatile @Nullable Agreement agreement;
    private volatile Runnable onAgreed = () -> {};
    private volatile boolean isClosed;

    /** A command and its time. */
    private record Agreed(long timeMs, Command command) {}

    private AgreedCouncil(
            final AgreementConfig config, final InetSocketAddress address, final Consumer<String> onNote) {
        this.config = config;
        final byte[] name = config.cluster().getBytes(StandardCharsets.UTF_8);
        authority = Shards.hash(Bytes.wrap(name), 0, name.length) | 1;
        this.onNote = onNote;
        watch = new Thread(this::watch, "wilco-cluster-watch");
        watch.setDaemon(true);
        this.address = HostPort.text(new InetSocketAddress(address.getAddress().getHostAddress(), address.getPort()));
    }

    /**
     * Starts a member of a cluster.
     *
     * @param address where the other dispatchers reach this one's engine; resolved
     * @param onNote is told for people how the member stands, whenever that changes; on a thread of its own
     * @throws IOException with words for the user, if the state directory or a port cannot be used
     */
    public static AgreedCouncil start(
            final AgreementConfig config, final InetSocketAddress address, final Consumer<String> onNote)
            throws IOException, InterruptedException {
        final AgreedCouncil council = new AgreedCouncil(config, address, onNote);
        council.agreement = AeronAgreement.start(config, council);
        council.watch.start();
        return council;
    }

    /** Tells of each change of this member's standing. */
    private void watch() {
        String told = "";
        try {
            while (!isClosed) {
                final AgreementStatus status = status();
                if (!status.words().equals(told)) {
                    told = status.words();
                    onNote.accept("cluster: " + told);
                }
                Thread.sleep(WATCH_MS);
            }
        } catch (final InterruptedException e) {
            // Closed.
        }
    }

    /** Tells when there is something to poll; on any thread. */
    void onAgreed(final Runnable wake) {
        onAgreed = wake;
    }

    /** How the agreement stands. */
    public AgreementStatus status() {
        final Agreement current = agreement;
        if (current == null) {
            throw new IllegalStateException("not started");
        }
        return current.status();
    }

    // ---- On the agreement's thread.

    @Override
    public void restore(final byte[] snapshot) {
        own = PlacementCodec.decode(snapshot);
        initial = PlacementCodec.decode(snapshot);
    }

    @Override
    public void onCommand(final long timeMs, final byte[] bytes) {
        final Command command;
        try {
            command = CommandCodec.decode(bytes);
        } catch (final IllegalArgumentException e) {
            // Of a later version, or nonsense: the same for all members.
            return;
        }
        own.apply(timeMs, command);
        hand(new Agreed(timeMs, command));
    }

    private void hand(final Agreed entry) {
        try {
            // An engine that does not come round holds this member up, not the others.
            while (!isClosed && !agreed.offer(entry, FULL_WAIT_MS, TimeUnit.MILLISECONDS)) {
                onAgreed.run();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        onAgreed.run();
    }

    @Override
    public byte[] snapshot() {
        return PlacementCodec.encode(own);
    }

    // ---- On the engine's thread.

    @Override
    public Placement placement() {
        return initial;
    }

    @Override
    public long authority() {
        return authority;
    }

    @Override
    public int self() {
        return config.memberId();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public @Nullable InetSocketAddress peer(final String text) {
        try {
            // A literal address, so nobody is asked.
            return HostPort.parse(text).resolve();
        } catch (final IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public boolean isNew() {
        return false;
    }

    @Override
    public boolean isLeading() {
        return status().role() == AgreementStatus.Role.LEADER;
    }

    @Override
    public String standing() {
        return status().words();
    }

    @Override
    public boolean isCurrent() {
        return status().hasQuorum();
    }

    @Override
    public void propose(final Command command, final long nowNs) {
        final Agreement current = agreement;
        if (current != null) {
            // If too many wait, it is proposed again when it is still missing.
            current.propose(CommandCodec.encode(command));
        }
    }

    @Override
    public void poll(final long nowNs, final Listener listener) {
        for (int i = 0; i < AGREED_PER_POLL_MAX; i++) {
            final Agreed entry = agreed.poll();
            if (entry == null) {
                return;
            }
            listener.onAgreed(entry.timeMs, entry.command);
        }
        // The rest in the next cycle, which comes at once.
        onAgreed.run();
    }

    @Override
    public void close() {
        isClosed = true;
        watch.interrupt();
        final Agreement current = agreement;
        if (current != null) {
            current.close();
        }
    }
}
