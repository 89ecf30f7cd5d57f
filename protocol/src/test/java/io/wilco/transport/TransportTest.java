package io.wilco.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.link.IdleEngine;
import io.wilco.wire.Bytes;
import io.wilco.wire.DatagramHeader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both transports, over loopback, which loses nothing of so little. */
class TransportTest {
    private static final int FULL = 1_408;

    private final DatagramHeader header = new DatagramHeader();
    private final Sink sink = new Sink();
    private Selector selector;
    private ListeningTransport listening;

    /** A datagram that arrived whole; the tests number them by their sessions. */
    private record Arrived(InetSocketAddress peer, long session, int length) {}

    /** Keeps what arrives. */
    private static final class Sink extends IdleEngine {
        private final DatagramHeader header = new DatagramHeader();
        private final List<Arrived> arrived = new ArrayList<>();
        private final List<InetSocketAddress> unreachable = new ArrayList<>();
        private int invalid;

        @Override
        public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
            if (header.isValid(buffer)) {
                arrived.add(new Arrived(peer, DatagramHeader.session(buffer), buffer.limit()));
            } else {
                invalid++;
            }
        }

        List<Long> sessions() {
            return arrived.stream().map(Arrived::session).toList();
        }

        List<Integer> lengths() {
            return arrived.stream().map(Arrived::length).toList();
        }

        @Override
        public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
            unreachable.add(peer);
        }
    }

    @BeforeEach
    void open() throws IOException {
        selector = Selector.open();
        listening = new ListeningTransport(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), FULL);
        listening.register(selector);
    }

    @AfterEach
    void close() throws IOException {
        listening.close();
        selector.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 45, 46, 47, 100})
    void shouldDeliverEachDatagramOfATrainAlone(final int count) throws IOException {
        // given full datagrams, and a short one in the end
        final List<Integer> lengths = IntStream.range(0, count)
                .map(i -> i == count - 1 ? 77 : FULL)
                .boxed()
                .toList();

        // when
        try (ConnectedTransport connected = connected()) {
            send(connected, listening.address(), 0, lengths);
            receive(count, listening);
        }

        // then
        assertThat(sink.lengths()).isEqualTo(lengths);
        assertThat(sink.sessions()).isSorted();
    }

    @Test
    void shouldDeliverDatagramsOfAnyLengthInOrder() throws IOException {
        final List<Integer> lengths = List.of(FULL, 16, 17, FULL, FULL, FULL, 900, 900, FULL, 60, FULL);
        try (ConnectedTransport connected = connected()) {
            send(connected, listening.address(), 0, lengths);
            receive(lengths.size(), listening);
        }
        assertThat(sink.lengths()).isEqualTo(lengths);
    }

    @Test
    void shouldKeepPeersApart() throws IOException {
        // given two peers that have said something
        try (ConnectedTransport first = connected();
                ConnectedTransport second = connected()) {
            send(first, listening.address(), 0, List.of(20));
            send(second, listening.address(), 1, List.of(20));
            receive(2, listening);
            final List<InetSocketAddress> peers =
                    sink.arrived.stream().map(Arrived::peer).toList();

            // when answers are written by turns
            for (int i = 0; i < 12; i++) {
                write(listening, peers.get(i / 2 % 2), i, i % 3 == 0 ? 100 : FULL);
            }
            assertThat(listening.flush()).isTrue();

            // then each gets its own
            sink.arrived.clear();
            receive(6, first);
            assertThat(sink.sessions()).containsExactly(0L, 1L, 4L, 5L, 8L, 9L);
            receive(12, second);
            assertThat(sink.sessions().subList(6, 12)).containsExactly(2L, 3L, 6L, 7L, 10L, 11L);
            assertThat(listening.sendErrors()).isZero();
        }
    }

    @Test
    void shouldTakeSeveralDatagramsThatArriveInOnePiece() throws IOException {
        // given what a system may make of four datagrams, of which the second tells a wrong length
        final ByteBuffer piece = Bytes.heap(330);
        put(piece, 0, 0, 100);
        put(piece, 100, 1, 100);
        put(piece, 200, 2, 100);
        put(piece, 300, 3, 30);
        piece.putShort(100 + DatagramHeader.LENGTH_OFFSET, (short) 300);

        // when
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.send(piece, listening.address());
            receive(3, listening);
        }

        // then only that one is lost
        assertThat(sink.sessions()).containsExactly(0L, 2L, 3L);
        assertThat(sink.lengths()).containsExactly(100, 100, 30);
        assertThat(sink.invalid).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldUseWhatTheSystemOffersWhereTheJdkIsOpened() {
        assertThat(listening.segmentBytes()).isEqualTo(FULL);
    }

    @Test
    void shouldSayThatNobodyListens() throws IOException {
        // given a port that was just given up; a registered socket is closed by its selector
        listening.close();
        selector.selectNow();
        // when
        try (ConnectedTransport connected = connected()) {
            for (int i = 0; sink.unreachable.isEmpty(); i++) {
                send(connected, listening.address(), i, List.of(FULL, FULL, 30));
                connected.receive(0, sink, 10);
            }
        }

        // then
        assertThat(sink.unreachable).containsExactly(listening.address());
    }

    private ConnectedTransport connected() {
        final ConnectedTransport transport = new ConnectedTransport(FULL);
        transport.register(selector);
        return transport;
    }

    private void send(
            final Transport transport, final InetSocketAddress to, final long session, final List<Integer> lengths) {
        for (int i = 0; i < lengths.size(); i++) {
            write(transport, to, session + i, lengths.get(i));
        }
        assertThat(transport.flush()).isTrue();
    }

    private void write(final Transport transport, final InetSocketAddress to, final long session, final int length) {
        final ByteBuffer buffer = transport.claim(to);
        assertThat(buffer).isNotNull();
        assertThat(buffer.capacity()).isGreaterThanOrEqualTo(FULL);
        DatagramHeader.write(buffer, DatagramHeader.DATA, session);
        header.seal(buffer, length);
        transport.commit(to, length);
    }

    private void put(final ByteBuffer piece, final int at, final long session, final int length) {
        final ByteBuffer datagram = Bytes.heap(length);
        DatagramHeader.write(datagram, DatagramHeader.DATA, session);
        header.seal(datagram, length);
        piece.put(at, datagram, 0, length);
    }

    /** Waits until so many valid datagrams have come in all. */
    private void receive(final int count, final Transport transport) {
        while (sink.arrived.size() < count) {
            transport.receive(0, sink, 64);
        }
    }
}
