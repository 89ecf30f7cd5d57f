package io.wilco.names;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on a loopback port, UDP and TCP, with a zone that a test changes, and manners that it chooses. */
final class FakeDns implements AutoCloseable {
    private static final int BINDS_MAX = 50;

    /** What becomes of a good answer. */
    interface Manners {
        Manners GOOD = (query, answer, isTcp) -> isTcp ? answer.toWire() : answer.toWire(datagramBytesMax(query));
        Manners SILENT = (query, answer, isTcp) -> null;
        Manners BROKEN = refusing(Rcode.SERVFAIL);

        /** The bytes to send; null: none. */
        byte @Nullable [] bytes(Message query, Message answer, boolean isTcp) throws IOException;

        private static int datagramBytesMax(final Message query) {
            return query.getOPT() == null ? 512 : query.getOPT().getPayloadSize();
        }

        static Manners refusing(final int rcode) {
            return (query, answer, isTcp) -> {
                final Message refusal = reply(query);
                refusal.getHeader().setRcode(rcode);
                return refusal.toWire();
            };
        }
    }

    private final Map<String, List<Record>> zone = new ConcurrentHashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Map<String, Manners> mannersByKey = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicInteger tcpQueries = new AtomicInteger();
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    private volatile Manners manners = Manners.GOOD;
    private volatile Countdown countdown = new Countdown(0, new CountDownLatch(0));

    private record Countdown(int until, CountDownLatch latch) {}

    FakeDns() throws IOException {
        ServerSocket stream = null;
        DatagramSocket datagrams = null;
        for (int i = 0; i < BINDS_MAX && datagrams == null; i++) {
            stream = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            try {
                datagrams = new DatagramSocket(stream.getLocalSocketAddress());
            } catch (final IOException e) {
                stream.close();
            }
        }
        if (datagrams == null) {
            throw new IOException("no port is free for both UDP and TCP");
        }
        tcp = stream;
        udp = datagrams;
        start(this::serveUdp);
        start(this::serveTcp);
    }

    private static void start(final Runnable serving) {
        final Thread thread = new Thread(serving, "fake-dns");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    /** Replaces the records of a name and type; none: the name is there without any. */
    FakeDns put(final String name, final int type, final long ttlS, final String... data) {
        try {
            final Name absolute = Name.fromString(name, Name.root);
            final Record[] records = new Record[data.length];
            for (int i = 0; i < data.length; i++) {
                records[i] = Record.fromString(absolute, type, DClass.IN, ttlS, data[i], Name.root);
            }
            names.add(absolute.toString());
            zone.put(key(absolute, type), List.of(records));
            return this;
        } catch (final IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    FakeDns remove(final String name) {
        final String absolute = name + ".";
        names.remove(absolute);
        zone.keySet().removeIf(key -> key.startsWith(absolute + "/"));
        return this;
    }

    void behave(final Manners manners) {
        this.manners = manners;
    }

    /** For one question alone. */
    void behave(final String name, final int type, final Manners manners) {
        mannersByKey.put(name + "./" + Type.string(type), manners);
    }

    int queries() {
        return queries.get();
    }

    int tcpQueries() {
        return tcpQueries.get();
    }

    /** Waits until as many more were asked. */
    void awaitQueries(final int more) throws InterruptedException {
        final CountDownLatch latch = new CountDownLatch(1);
        countdown = new Countdown(queries.get() + more, latch);
        latch.await();
    }

    private static String key(final Name name, final int type) {
        return name + "/" + Type.string(type);
    }

    private static Message reply(final Message query) {
        final Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }

    private byte @Nullable [] answer(final byte[] bytes, final boolean isTcp) throws IOException {
        final Message query = new Message(bytes);
        final Record question = query.getQuestion();
        final Message answer = reply(query);
        for (final Record record : zone.getOrDefault(key(question.getName(), question.getType()), List.of())) {
            answer.addRecord(record, Section.ANSWER);
        }
        for (final Record alias : zone.getOrDefault(key(question.getName(), Type.CNAME), List.of())) {
            answer.addRecord(alias, Section.ANSWER);
        }
        if (!names.contains(question.getName().toString())) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        final byte[] said = mannersByKey
                .getOrDefault(key(question.getName(), question.getType()), manners)
                .bytes(query, answer, isTcp);
        count(isTcp);
        return said;
    }

    private void count(final boolean isTcp) {
        if (isTcp) {
            tcpQueries.incrementAndGet();
        }
        if (queries.incrementAndGet() >= countdown.until()) {
            countdown.latch().countDown();
        }
    }

    private void serveUdp() {
        final DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        while (!udp.isClosed()) {
            try {
                packet.setLength(65_535);
                udp.receive(packet);
                final byte[] said = answer(Arrays.copyOf(packet.getData(), packet.getLength()), false);
                if (said != null) {
                    udp.send(new DatagramPacket(said, said.length, packet.getSocketAddress()));
                }
            } catch (final IOException e) {
                // Closed, or whoever asked has gone.
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                final DataInputStream in = new DataInputStream(socket.getInputStream());
                final byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                final byte[] said = answer(query, true);
                if (said != null) {
                    final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(said.length);
                    out.write(said);
                }
            } catch (final IOException e) {
                // As above.
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
