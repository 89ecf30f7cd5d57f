package io.wilco.names;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A dnsmasq of its own on a loopback port, that knows what stands in two files and nothing else. */
final class Dnsmasq implements AutoCloseable {
    private final Path folder;
    private final Path program;
    private final InetSocketAddress address;
    private Process process;
    private BufferedReader log;

    Dnsmasq(final Path program, final Path folder) throws IOException {
        this.program = program;
        this.folder = folder;
        address = freeAddress();
        write("");
        Files.writeString(folder.resolve("dnsmasq.conf"), "");
        start();
    }

    /** Where it is, if this machine has it. */
    static Optional<Path> program() {
        final Stream<String> folders = Stream.of((System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":", -1));
        return folders.map(folder -> Path.of(folder, "dnsmasq"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    InetSocketAddress address() {
        return address;
    }

    /** The addresses it knows from now on, as in a hosts file. */
    Dnsmasq hosts(final String text) throws IOException, InterruptedException {
        write(text);
        final int status = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("dnsmasq took no signal");
        }
        awaitLine("read " + folder.resolve("hosts"));
        return this;
    }

    /** Ends it and starts it with other lines of configuration, on the same port: it reads SRV records only then. */
    Dnsmasq restart(final String... lines) throws IOException {
        stop();
        Files.write(folder.resolve("dnsmasq.conf"), List.of(lines));
        start();
        return this;
    }

    private void write(final String hosts) throws IOException {
        Files.writeString(folder.resolve("hosts"), hosts);
    }

    private void start() throws IOException {
        final List<String> command = List.of(
                program.toString(),
                "--keep-in-foreground",
                "--log-facility=-",
                "--pid-file=",
                "--conf-file=" + folder.resolve("dnsmasq.conf"),
                "--addn-hosts=" + folder.resolve("hosts"),
                "--user=" + System.getProperty("user.name"),
                "--group=",
                "--no-resolv",
                "--no-hosts",
                "--local-ttl=1",
                "--neg-ttl=1",
                "--local=/test/",
                "--bind-interfaces",
                "--listen-address=" + address.getAddress().getHostAddress(),
                "--port=" + address.getPort());
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        log = process.inputReader(StandardCharsets.UTF_8);
        awaitLine("read " + folder.resolve("hosts"));
    }

    private void awaitLine(final String part) throws IOException {
        final StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains(part)) {
                return;
            }
            said.append('\n').append(line);
        }
        throw new IOException("dnsmasq ended:" + said);
    }

    /** For UDP and TCP. Somebody else may take it before dnsmasq does, which then says so. */
    private static InetSocketAddress freeAddress() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp = new DatagramSocket(tcp.getLocalSocketAddress())) {
                return (InetSocketAddress) udp.getLocalSocketAddress();
            } catch (final java.net.BindException e) {
                // Taken for UDP: the next one.
            }
        }
        throw new IOException("no port is free for both UDP and TCP");
    }

    private void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}
