package io.wilco.names;

import static io.wilco.names.Setup.address;
import static io.wilco.names.Setup.config;
import static io.wilco.names.Setup.resolve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wilco.cli.HostPort;
import io.wilco.names.NamesException.Reason;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/** One look-up, with a name server of the test's. */
class NamesTest {
    private FakeDns dns;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        dns = new FakeDns();
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
    }

    private NamesException failure(final String text, final NamesConfig config) {
        return catchThrowableOfType(NamesException.class, () -> resolve(text, config));
    }

    private static String[] addresses(final int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "10.0." + i / 250 + "." + (i % 250 + 1))
                .toArray(String[]::new);
    }

    @Test
    void shouldFindAllAddressesOfANameIpv4First() throws NamesException {
        dns.put("db1", Type.A, 60, "10.0.0.1", "10.0.0.2").put("db1", Type.AAAA, 60, "2001:db8::1");

        final List<InetSocketAddress> found = resolve("db1:7400", config(dns.address()));

        assertThat(found)
                .containsExactlyInAnyOrder(
                        address("10.0.0.1", 7400), address("10.0.0.2", 7400), address("2001:db8::1", 7400));
        assertThat(found.get(2)).isEqualTo(address("2001:db8::1", 7400));
        assertThat(HostPort.text(found)).contains("10.0.0.1:7400", "[2001:db8::1]:7400");
    }

    @Test
    void shouldFindANameThatHasIpv6Alone() throws NamesException {
        dns.put("db1", Type.AAAA, 60, "2001:db8::1");

        assertThat(resolve("db1:7400", config(dns.address()))).containsExactly(address("2001:db8::1", 7400));
    }

    @Test
    void shouldKeepTheNameOfAnAddressThatIsItsOnlyOne() throws NamesException {
        dns.put("db1", Type.A, 60, "10.0.0.1");

        assertThat(HostPort.text(resolve("db1:7400", config(dns.address())))).isEqualTo("db1:7400");
    }

    @Test
    void shouldOrderServicesByPriorityAndFindTheirHosts() throws NamesException {
        dns.put("_w._udp.x", Type.SRV, 60, "20 0 7402 b.x.", "10 5 7401 a.x.", "30 0 7401 a.x.")
                .put("a.x", Type.A, 60, "10.0.0.1")
                .put("a.x", Type.AAAA, 60, "2001:db8::1")
                .put("b.x", Type.A, 60, "10.0.0.2");

        assertThat(resolve("srv:_w._udp.x", config(dns.address())))
                .containsExactly(address("10.0.0.1", 7401), address("2001:db8::1", 7401), address("10.0.0.2", 7402));
    }

    @Test
    void shouldMixElementsInTheirOrderAndNameNoAddressTwice() throws NamesException {
        dns.put("db1", Type.A, 60, "10.0.0.1")
                .put("db2", Type.A, 60, "10.0.0.2")
                .put("s", Type.SRV, 60, "1 1 7400 db1.", "2 1 7401 db1.");

        assertThat(resolve("db2:7400,127.0.0.1:1,srv:s,[::1]:2,db1:7400,10.0.0.2:7400", config(dns.address())))
                .containsExactly(
                        address("10.0.0.2", 7400),
                        address("127.0.0.1", 1),
                        address("10.0.0.1", 7400),
                        address("10.0.0.1", 7401),
                        address("::1", 2));
    }

    @Test
    void shouldFollowAliases() throws NamesException {
        dns.put("db1", Type.CNAME, 60, "db2.")
                .put("db2", Type.CNAME, 60, "db3.")
                .put("db3", Type.A, 60, "10.0.0.3");

        assertThat(resolve("db1:7400", config(dns.address()))).containsExactly(address("10.0.0.3", 7400));
    }

    @Test
    void shouldNotFollowAliasesInACircle() {
        dns.put("db1", Type.CNAME, 60, "db2.").put("db2", Type.CNAME, 60, "db1.");

        assertThat(failure("db1:7400", config(dns.address()))).hasMessage("the aliases (CNAME) of 'db1' lead nowhere");
    }

    @Test
    void shouldTrySearchDomains() throws NamesException {
        dns.put("db1.b.test", Type.A, 60, "10.0.0.1").put("db1.rack", Type.A, 60, "10.0.0.2");
        dns.put("_w._udp.b.test", Type.SRV, 60, "1 1 7401 db1.rack.");
        final NamesConfig config = config(Path.of("/nonexistent"), List.of("a.test", "b.test."), dns.address());

        assertThat(resolve("db1:7400", config)).containsExactly(address("10.0.0.1", 7400));
        assertThat(resolve("srv:_w._udp", config)).containsExactly(address("10.0.0.2", 7401));
        assertThat(resolve("db1.rack:7400", config)).containsExactly(address("10.0.0.2", 7400));
        assertThat(failure("db1.:7400", config)).hasMessageContaining("no such name: 'db1.'");
    }

    @Test
    void shouldFindAddressesAndHostsWithoutANameServer() throws Exception {
        final Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "10.0.0.1 db1\n2001:db8::1 db1\n127.0.0.1 localhost\n");
        dns.behave(FakeDns.Manners.SILENT);

        assertThat(resolve("10.0.0.9:1,db1:7400,localhost:2", config(hosts, List.of(), dns.address())))
                .containsExactly(
                        address("10.0.0.9", 1),
                        address("10.0.0.1", 7400),
                        address("2001:db8::1", 7400),
                        address("127.0.0.1", 2));
        assertThat(dns.queries()).isZero();
    }

    @Test
    void shouldNeitherAskForNorTakeIpv6WhereItIsOff() throws Exception {
        final Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "::1 localhost\n127.0.0.1 localhost\n");
        dns.put("db1", Type.A, 60, "10.0.0.1").put("db1", Type.AAAA, 60, "2001:db8::1");
        final NamesConfig config = Setup.withoutIpv6(config(hosts, List.of(), dns.address()));

        assertThat(resolve("db1:7400,localhost:1", config))
                .containsExactly(address("10.0.0.1", 7400), address("127.0.0.1", 1));
        assertThat(dns.queries()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "db9:7400 | NO_SUCH_NAME | no such name: 'db9'; check it, or give the address",
                "text:7400 | NO_RECORDS | 'text' has no address (neither A nor AAAA records)",
                "srv:db9 | NO_SUCH_NAME | no such name: 'db9', so it has no SRV records; check it",
                "srv:text | NO_RECORDS | 'text' has no SRV records; check the name",
                "srv:off | NO_RECORDS | the SRV record of 'off' says that there is no such service",
                "srv:lost | NO_SUCH_NAME | no such name: 'db9.'; check it, or give the address",
                "srv:odd | FAILED | an SRV record of 'odd' names 'db1.' port 0",
            })
    void shouldSayWhyThereIsNoAddress(final String text, final Reason reason, final String message) {
        dns.put("text", Type.TXT, 60, "hello")
                .put("off", Type.SRV, 60, "0 0 0 .")
                .put("lost", Type.SRV, 60, "0 0 7400 db9.")
                .put("odd", Type.SRV, 60, "0 0 0 db1.");

        final NamesException failure = failure(text, config(dns.address()));

        assertThat(failure).hasMessage(message);
        assertThat(failure.reason()).isEqualTo(reason);
    }

    @Test
    void shouldRefuseALabelThatIsTooLong() {
        final String name = "a".repeat(64);

        assertThat(failure(name + ":7400", config(dns.address())))
                .hasMessage("'" + name + "' is not a name: a label has 63 letters at most");
    }

    @Test
    void shouldSayAllReasonsWhenNoElementHasAnAddress() {
        assertThat(failure("db8:1,db9:2", config(dns.address())))
                .hasMessage("no such name: 'db8'; check it, or give the address;"
                        + " no such name: 'db9'; check it, or give the address");
    }

    @Test
    void shouldGoOnWithTheRestAndSayWhatIsMissing() throws NamesException {
        dns.put("db1", Type.A, 60, "10.0.0.1").put("s", Type.SRV, 60, "1 1 1 db1.", "1 1 1 db9.");

        try (Names names = Names.of(DispatcherName.parseList("db8:7400,db1:7400,srv:s"), config(dns.address()))) {
            assertThat(names.resolve()).containsExactly(address("10.0.0.1", 7400), address("10.0.0.1", 1));

            assertThat(names.status().problems())
                    .containsExactly(
                            "no such name: 'db8'; check it, or give the address",
                            "no such name: 'db9.'; check it, or give the address");
            assertThat(names.status().text()).startsWith("db1:7400, db1:1 (no such name");
        }
    }

    @Test
    void shouldSayThatTheNameServerFails() {
        dns.behave(FakeDns.Manners.BROKEN);
        assertThat(failure("db1:7400", config(dns.address())))
                .hasMessage("the name server could not look up 'db1' (SERVFAIL); try again");

        dns.behave(FakeDns.Manners.refusing(org.xbill.DNS.Rcode.REFUSED));
        assertThat(failure("db1:7400", config(dns.address())))
                .hasMessageStartingWith("the name server's answer about 'db1' is of no use")
                .hasMessageContaining("REFUSED");
    }

    @Test
    void shouldSayThatTheNameServerDoesNotAnswer() {
        dns.behave(FakeDns.Manners.SILENT);

        final NamesException failure =
                failure("db1:7400,db2:7400", config(dns.address()).withTimeout(200 * Setup.MS, 50 * Setup.MS));

        assertThat(failure.reason()).isEqualTo(Reason.SILENT);
        assertThat(failure)
                .hasMessage(
                        "the name server %s does not answer (asked for 'db1'); check the network, or give the address",
                        HostPort.text(dns.address()));
    }

    @Test
    void shouldAskASilentServerThreeTimesAndNoMore() {
        dns.behave(FakeDns.Manners.SILENT);

        failure("db1:7400,db2:7400", config(dns.address()).withTimeout(60_000 * Setup.MS, 30 * Setup.MS));

        assertThat(dns.queries()).isBetween(1, Servers.ROUNDS_MAX);
    }

    @Test
    void shouldSayThatNoNameServerIsThere() throws IOException {
        final InetSocketAddress nobody;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }

        final NamesException failure = failure("db1:7400", config(nobody));

        assertThat(failure.reason()).isEqualTo(Reason.SILENT);
        assertThat(failure).hasMessageStartingWith("the name server " + HostPort.text(nobody) + " cannot be reached");
    }

    @Test
    void shouldAskTheNextServerWhenOneFailsOrIsSilent() throws IOException {
        try (FakeDns broken = new FakeDns();
                FakeDns silent = new FakeDns()) {
            broken.behave(FakeDns.Manners.BROKEN);
            silent.behave(FakeDns.Manners.SILENT);
            dns.put("db1", Type.A, 60, "10.0.0.1");

            assertThat(resolve(
                            "db1:7400",
                            config(broken.address(), silent.address(), dns.address())
                                    .withTimeout(20_000 * Setup.MS, 400 * Setup.MS)))
                    .containsExactly(address("10.0.0.1", 7400));
        }
    }

    @Test
    void shouldAskAgainOverTcpWhatDoesNotFitADatagram() throws NamesException {
        dns.put("db1", Type.A, 60, addresses(60));
        dns.behave((query, answer, isTcp) -> isTcp ? answer.toWire() : answer.toWire(512));

        assertThat(resolve("db1:7400", config(dns.address()))).hasSize(60);
        assertThat(dns.tcpQueries()).isOne();
    }

    @Test
    void shouldCutTooManyAddressesAndSaySo() throws NamesException {
        dns.put("db1", Type.A, 60, addresses(300))
                .put("s", Type.SRV, 60, "1 1 1 db2.")
                .put("db2", Type.A, 60, "10.1.1.1");

        try (Names names = Names.of(DispatcherName.parseList("db1:7400,srv:s"), config(dns.address()))) {
            final List<InetSocketAddress> first = names.resolve();

            assertThat(first).hasSize(Names.ADDRESSES_MAX).doesNotHaveDuplicates();
            assertThat(names.status().problems()).containsExactly("there are 301 addresses, and the first 64 are used");
            assertThat(names.resolve()).isEqualTo(first);
        }
    }

    @Test
    void shouldLookAtNoMoreThan64HostsOfAService() throws NamesException {
        final String[] targets =
                IntStream.range(0, 200).mapToObj(i -> "1 1 7400 host" + i + ".").toArray(String[]::new);
        dns.put("s", Type.SRV, 60, targets);

        assertThat(failure("srv:s", config(dns.address())).reason()).isEqualTo(Reason.NO_SUCH_NAME);
        assertThat(dns.queries()).isLessThanOrEqualTo(2 + 2 * Expander.TARGETS_MAX);
    }

    @Test
    void shouldNotBelieveAnswersThatCannotBeRead() {
        final List<FakeDns.Manners> manners = List.of(
                (query, answer, isTcp) -> new byte[] {answer.toWire()[0], answer.toWire()[1]},
                (query, answer, isTcp) -> java.util.Arrays.copyOf(answer.toWire(), 25),
                (query, answer, isTcp) -> {
                    final byte[] wire = answer.toWire();
                    wire[7] = 9;
                    return wire;
                },
                (query, answer, isTcp) -> {
                    final byte[] wire = answer.toWire();
                    java.util.Arrays.fill(wire, 12, wire.length, (byte) 0xc0);
                    return wire;
                });
        dns.put("db1", Type.A, 60, "10.0.0.1").put("db1", Type.AAAA, 60, "2001:db8::1");

        for (final FakeDns.Manners each : manners) {
            dns.behave(each);

            final NamesException failure = failure("db1:7400", config(dns.address()));

            assertThat(failure.reason()).isEqualTo(Reason.FAILED);
            assertThat(failure).hasMessageStartingWith("the name server's answer about 'db1' is of no use");
        }
    }

    @Test
    void shouldNotTakeTheAnswerToAnotherQuestion() {
        dns.put("db1", Type.A, 60, "10.0.0.1").put("db1", Type.AAAA, 60);
        dns.behave((query, answer, isTcp) -> {
            final byte[] wire = answer.toWire();
            wire[13] ^= 1;
            return wire;
        });

        assertThatThrownBy(() -> resolve("db1:7400", config(dns.address())))
                .hasMessageContaining("is of no use: invalid name in message");
    }

    @Test
    void shouldWaitOnWhenADatagramHasAnotherId() {
        dns.put("db1", Type.A, 60, "10.0.0.1");
        dns.behave((query, answer, isTcp) -> {
            answer.getHeader().setID(query.getHeader().getID() ^ 1);
            return answer.toWire();
        });

        assertThat(failure("db1:7400", config(dns.address()).withTimeout(200 * Setup.MS, 50 * Setup.MS))
                        .reason())
                .isEqualTo(Reason.SILENT);
    }

    @Test
    void shouldTakeWhatOneKindOfRecordGivesWhenTheOtherFails() throws NamesException {
        dns.put("db1", Type.A, 60, "10.0.0.1");
        dns.behave("db1", Type.AAAA, FakeDns.Manners.BROKEN);

        assertThat(resolve("db1:7400", config(dns.address()))).containsExactly(address("10.0.0.1", 7400));
    }
}
