package io.wilco.names;

import static io.wilco.names.Setup.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name server that somebody else wrote, whose records change while they are watched; TTL 1 s, as in production. */
class DnsmasqIT {
    private static final String SKIPPED =
            "DnsmasqIT IS SKIPPED: no dnsmasq, neither on the PATH nor in /usr/sbin; install it (apt-get install dnsmasq-base) to test against it";

    private final BlockingQueue<List<InetSocketAddress>> told = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private Dnsmasq dns;

    @BeforeEach
    void start() throws Exception {
        final Optional<Path> program = Dnsmasq.program();
        if (program.isEmpty()) {
            System.err.println(SKIPPED);
        }
        assumeTrue(program.isPresent(), SKIPPED);
        dns = new Dnsmasq(program.get(), folder);
    }

    @AfterEach
    void stop() {
        if (dns != null) {
            dns.close();
        }
    }

    private Names names(final String text) {
        return Names.of(
                DispatcherName.parseList(text),
                Setup.config(dns.address()).withRefresh(1_000 * Setup.MS, 60_000 * Setup.MS));
    }

    /** A and AAAA are two questions, and a change may come between them: there may be other lists before. */
    private void awaitTold(final InetSocketAddress... expected) throws InterruptedException {
        List<InetSocketAddress> latest = told.take();
        while (!latest.equals(List.of(expected))) {
            latest = told.take();
        }
    }

    @Test
    void shouldSeeAddressesComeAndGo() throws Exception {
        dns.hosts("10.0.0.1 db1.test\n");

        try (Names names = names("db1.test:7400,127.0.0.1:1")) {
            assertThat(names.resolve()).containsExactly(address("10.0.0.1", 7400), address("127.0.0.1", 1));
            names.watch(told::add);

            dns.hosts("10.0.0.1 db1.test\n2001:db8::1 db1.test\n");
            awaitTold(address("10.0.0.1", 7400), address("2001:db8::1", 7400), address("127.0.0.1", 1));

            dns.hosts("10.0.0.2 db1.test\n");
            awaitTold(address("10.0.0.2", 7400), address("127.0.0.1", 1));
        }
    }

    @Test
    void shouldSeeServicesChangeWhileTheNameServerRestarts() throws Exception {
        dns.hosts("10.0.0.1 a.test\n10.0.0.2 b.test\n");
        dns.restart("srv-host=_wilco._udp.test,a.test,7401,20,0", "srv-host=_wilco._udp.test,b.test,7402,10,0");

        try (Names names = names("srv:_wilco._udp.test")) {
            assertThat(names.resolve()).containsExactly(address("10.0.0.2", 7402), address("10.0.0.1", 7401));
            names.watch(told::add);

            dns.restart("srv-host=_wilco._udp.test,a.test,7403,20,0");

            awaitTold(address("10.0.0.1", 7403));
        }
    }

    @Test
    void shouldGetManyAddressesOverTcp() throws Exception {
        dns.hosts(IntStream.rangeClosed(1, 200)
                .mapToObj(i -> "10.0.0." + i + " many.test\n")
                .collect(Collectors.joining()));

        try (Names names = names("many.test:7400")) {
            assertThat(names.resolve()).hasSize(Names.ADDRESSES_MAX);
            assertThat(names.status().problems()).containsExactly("there are 200 addresses, and the first 64 are used");
        }
    }

    @Test
    void shouldSayWhatIsNotThere() throws Exception {
        dns.hosts("10.0.0.1 db1.test\n");

        try (Names names = names("db9.test:7400")) {
            assertThatThrownBy(names::resolve).hasMessageContaining("no such name: 'db9.test'");
        }
        try (Names names = names("srv:db1.test")) {
            assertThatThrownBy(names::resolve).hasMessageContaining("'db1.test' has no SRV records");
        }
    }
}
