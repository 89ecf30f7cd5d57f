package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimFaults;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.DatagramHeader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Two hosts, of which one asks the other for a link. Their clocks have nothing in common, and one is negative. */
final class Duo {
    static final InetSocketAddress ASKER = SimWorld.address(1, 7_001);
    static final InetSocketAddress ANSWERER = SimWorld.address(2, 7_002);
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;

    /** One way. */
    static final long DELAY_NS = SimFaults.NONE.delayMinNs();

    /** How late a timer may be: the tick of an endpoint's wheel. */
    static final long TICK_NS = 1 << 17;

    private static final long START_NS = 77 * SECOND;
    private static final long ASKER_CLOCK_NS = -1_000_000 * SECOND;
    private static final long ANSWERER_CLOCK_NS = 5_000_000 * SECOND;

    /** A datagram as it was sent. */
    static final class Sent {
        private final long timeNs;
        private final InetSocketAddress from;
        private final byte[] bytes;

        Sent(final long timeNs, final InetSocketAddress from, final byte[] bytes) {
            this.timeNs = timeNs;
            this.from = from;
            this.bytes = bytes;
        }

        /** The world's. */
        long timeNs() {
            return timeNs;
        }

        InetSocketAddress from() {
            return from;
        }

        byte[] bytes() {
            return bytes;
        }

        int kind() {
            return DatagramHeader.kind(Bytes.wrap(bytes));
        }
    }

    final SimWorld world;
    final LinkConfig config;
    final List<Sent> sent = new ArrayList<>();
    private final DatagramHeader header = new DatagramHeader();
    Peer asker;
    Peer answerer;
    Link link;

    Duo(final long seed, final LinkConfig config) {
        this(seed, config, config);
    }

    Duo(final long seed, final LinkConfig config, final LinkConfig answererConfig) {
        this.config = config;
        world = new SimWorld(seed, START_NS);
        asker = new Peer(world, ASKER, config, false, ASKER_CLOCK_NS);
        answerer = new Peer(world, ANSWERER, answererConfig, true, ANSWERER_CLOCK_NS);
        world.add(ASKER, asker, ASKER_CLOCK_NS);
        world.add(ANSWERER, answerer, ANSWERER_CLOCK_NS);
        link = asker.connect(ANSWERER);
    }

    /** Two hosts with an established link and nothing under way, over a perfect network. */
    static Duo connected(final long seed, final LinkConfig config) {
        final Duo duo = new Duo(seed, config);
        duo.connect();
        return duo;
    }

    static Duo connected() {
        return connected(1, LinkConfig.DEFAULT);
    }

    void connect() {
        assertThat(until(() -> !answerer.established.isEmpty() && link.isEstablished(), 10 * SECOND))
                .as("established")
                .isTrue();
        runFor(5 * MS);
    }

    /** The answerer's end of the newest link. */
    Link back() {
        return answerer.established.get(answerer.established.size() - 1);
    }

    void runFor(final long durationNs) {
        world.run(world.nowNs() + durationNs);
    }

    boolean until(final BooleanSupplier condition, final long durationNs) {
        return world.runUntil(condition, world.nowNs() + durationNs);
    }

    /** Starts another process in the answerer's place. */
    void restartAnswerer() {
        answerer = new Peer(world, ANSWERER, config, true, 0);
        world.restart(ANSWERER, answerer);
    }

    void restartAsker() {
        asker = new Peer(world, ASKER, config, false, 0);
        world.restart(ASKER, asker);
    }

    /** Notes every datagram from now on in {@link #sent}. */
    void record() {
        sent.clear();
        world.network().filter((nowNs, from, to, datagram) -> note(nowNs, from, datagram));
    }

    private boolean note(final long nowNs, final InetSocketAddress from, final ByteBuffer datagram) {
        sent.add(new Sent(nowNs, from, Bytes.copy(datagram, 0, datagram.limit())));
        return true;
    }

    List<Sent> sentFrom(final InetSocketAddress from) {
        return sent.stream().filter(datagram -> datagram.from().equals(from)).toList();
    }

    /** Puts bytes on the wire in the name of {@code from}. */
    void inject(final InetSocketAddress from, final InetSocketAddress to, final byte[] bytes) {
        world.network().send(from, to, Bytes.wrap(bytes), bytes.length);
    }

    /** Gives a changed datagram a checksum that is right. */
    byte[] sealed(final byte[] bytes) {
        header.seal(Bytes.wrap(bytes), bytes.length);
        return bytes;
    }
}
