package io.wilco.names;

import static io.wilco.names.Setup.address;
import static io.wilco.names.Setup.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** What is seen of changes, with a name server of the test's, and names that are looked up again at once. */
class NamesWatchTest {
    /** Rounds after which a change that was seen would have been told. */
    private static final int SOME = 12;

    private final BlockingQueue<List<InetSocketAddress>> told = new LinkedBlockingQueue<>();
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

    private Names names(final String text) {
        return Names.of(DispatcherName.parseList(text), config(dns.address()));
    }

    private static Names watched(final Names names, final BlockingQueue<List<InetSocketAddress>> told)
            throws NamesException {
        names.resolve();
        names.watch(told::add);
        return names;
    }

    private static List<InetSocketAddress> addresses(final String... hosts) {
        return java.util.Arrays.stream(hosts).map(host -> address(host, 7400)).toList();
    }

    /** The number of threads of look-ups. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("wilco-names"))
                .count();
    }

    @Test
    void shouldTellOfEachChange() throws Exception {
        dns.put("db1", Type.A, 0, "10.0.0.1");

        try (Names names = watched(names("db1:7400,10.0.0.9:7400"), told)) {
            dns.put("db1", Type.A, 0, "10.0.0.2");
            assertThat(told.take()).isEqualTo(addresses("10.0.0.2", "10.0.0.9"));

            dns.put("db1", Type.AAAA, 0, "2001:db8::1");
            assertThat(told.take()).isEqualTo(addresses("10.0.0.2", "2001:db8::1", "10.0.0.9"));
            assertThat(names.status().problems()).isEmpty();
        }
    }

    @Test
    void shouldTellOfNewTargetsPortsAndPriorities() throws Exception {
        dns.put("a", Type.A, 0, "10.0.0.1").put("b", Type.A, 0, "10.0.0.2").put("s", Type.SRV, 0, "1 0 7400 a.");

        try (Names names = watched(names("srv:s"), told)) {
            dns.put("s", Type.SRV, 0, "1 0 7400 a.", "2 0 7400 b.");
            assertThat(told.take()).isEqualTo(addresses("10.0.0.1", "10.0.0.2"));

            dns.put("s", Type.SRV, 0, "3 0 7400 a.", "2 0 7400 b.");
            assertThat(told.take()).isEqualTo(addresses("10.0.0.2", "10.0.0.1"));

            dns.put("s", Type.SRV, 0, "2 0 7401 b.");
            assertThat(told.take()).containsExactly(address("10.0.0.2", 7401));
            assertThat(names.status().addresses()).containsExactly(address("10.0.0.2", 7401));
        }
    }

    @Test
    void shouldNotTakeAnotherOrderOfTheRecordsForAChange() throws Exception {
        dns.put("db1", Type.A, 0, "10.0.0.1", "10.0.0.2").put("s", Type.SRV, 0, "1 5 1 db1.", "1 9 2 db1.");

        try (Names names = watched(names("db1:7400,srv:s"), told)) {
            dns.put("db1", Type.A, 0, "10.0.0.2", "10.0.0.1").put("s", Type.SRV, 0, "1 9 2 db1.", "1 5 1 db1.");
            dns.awaitQueries(SOME);

            assertThat(told).isEmpty();
            assertThat(names.status().lookups()).isGreaterThan(1);
        }
    }

    @Test
    void shouldKeepTheAddressesWhileLookUpsFail() throws Exception {
        dns.put("db1", Type.A, 0, "10.0.0.1");

        try (Names names = watched(names("db1:7400"), told)) {
            dns.behave(FakeDns.Manners.BROKEN);
            dns.awaitQueries(SOME);
            assertThat(told).isEmpty();
            assertThat(names.status().addresses()).isEqualTo(addresses("10.0.0.1"));
            assertThat(names.status().text()).contains("could not look up 'db1' (SERVFAIL)");

            dns.put("db1", Type.A, 0, "10.0.0.2");
            dns.behave(FakeDns.Manners.GOOD);
            assertThat(told.take()).isEqualTo(addresses("10.0.0.2"));
        }
    }

    @Test
    void shouldKeepTheAddressesOfANameThatIsGone() throws Exception {
        dns.put("db1", Type.A, 0, "10.0.0.1").put("db2", Type.A, 0, "10.0.0.2");

        try (Names names = watched(names("db1:7400,db2:7400"), told)) {
            dns.remove("db1");
            dns.awaitQueries(SOME);
            dns.put("db2", Type.A, 0, "10.0.0.3");

            assertThat(told.take()).isEqualTo(addresses("10.0.0.1", "10.0.0.3"));
            assertThat(names.status().text()).contains("no such name: 'db1'");
        }
    }

    @Test
    void shouldDropTheTargetThatIsGoneWhileOthersAreThere() throws Exception {
        dns.put("s", Type.SRV, 0, "1 1 7400 a.", "2 1 7400 b.")
                .put("a", Type.A, 0, "10.0.0.1")
                .put("b", Type.A, 0, "10.0.0.2");

        try (Names names = watched(names("srv:s"), told)) {
            dns.remove("a");

            assertThat(told.take()).isEqualTo(addresses("10.0.0.2"));
            assertThat(names.status().addresses()).isEqualTo(addresses("10.0.0.2"));
        }
    }

    @Test
    void shouldFindLaterWhatIsNotThereYet() throws Exception {
        try (Names names = names("db1:7400")) {
            assertThatThrownBy(names::resolve).hasMessageContaining("no such name");
            names.watch(told::add);

            dns.put("db1", Type.A, 0, "10.0.0.1");

            assertThat(told.take()).isEqualTo(addresses("10.0.0.1"));
        }
    }

    @Test
    void shouldSeeChangesOfTheHostsFile() throws Exception {
        final Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "10.0.0.1 db1\n");

        try (Names names = watched(
                Names.of(DispatcherName.parseList("db1:7400"), config(hosts, List.of(), dns.address())), told)) {
            Files.writeString(folder.resolve("new"), "10.0.0.2 db1\n");
            Files.move(folder.resolve("new"), hosts, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

            assertThat(told.take()).isEqualTo(addresses("10.0.0.2"));
            assertThat(names.status().addresses()).isEqualTo(addresses("10.0.0.2"));
        }
        assertThat(dns.queries()).isZero();
    }

    @Test
    void shouldOfferAListAgainThatWasNotTaken() throws Exception {
        dns.put("db1", Type.A, 0, "10.0.0.1");
        final CountDownLatch thrown = new CountDownLatch(2);

        try (Names names = names("db1:7400")) {
            names.resolve();
            names.watch(list -> {
                if (thrown.getCount() > 0) {
                    thrown.countDown();
                    throw new IllegalStateException("not now");
                }
                told.add(list);
            });
            dns.put("db1", Type.A, 0, "10.0.0.2");

            assertThat(told.take()).isEqualTo(addresses("10.0.0.2"));
        }
    }

    @Test
    void shouldSayNothingMoreOnceClosed() throws Exception {
        dns.put("db1", Type.A, 0, "10.0.0.1");
        final Names names = watched(names("db1:7400"), told);
        dns.awaitQueries(SOME);

        names.close();
        names.close();

        final int queries = dns.queries();
        dns.put("db1", Type.A, 0, "10.0.0.2");
        assertThat(threads()).isZero();
        assertThat(dns.queries()).isEqualTo(queries);
        assertThat(told).isEmpty();
        assertThatThrownBy(names::resolve).hasMessage("the look-up was ended");
    }

    @Test
    void shouldCloseFromTheListener() throws Exception {
        dns.put("db1", Type.A, 0, "10.0.0.1");
        final Names names = names("db1:7400");

        names.watch(list -> {
            names.close();
            told.add(list);
        });

        assertThat(told.take()).isEqualTo(addresses("10.0.0.1"));
    }

    @Test
    void shouldEndALookUpThatIsUnderWay() throws Exception {
        // given
        final CountDownLatch asked = new CountDownLatch(1);
        dns.behave((query, answer, isTcp) -> {
            asked.countDown();
            return null;
        });
        final Names names = Names.of(
                DispatcherName.parseList("db1:7400"),
                config(dns.address()).withTimeout(3_600_000 * Setup.MS, 3_600_000 * Setup.MS));
        final BlockingQueue<NamesException> failures = new LinkedBlockingQueue<>();
        final Thread asking = new Thread(() -> {
            try {
                names.resolve();
            } catch (final NamesException e) {
                failures.add(e);
            }
        });
        asking.start();
        asked.await();

        // when
        names.close();

        // then
        assertThat(failures.take().reason()).isEqualTo(NamesException.Reason.CLOSED);
        asking.join();
    }

    @Test
    void shouldNotStartAThreadForAddresses() throws Exception {
        try (Names names = watched(names("10.0.0.1:7400,[::1]:7400"), told)) {
            assertThat(threads()).isZero();
            assertThat(names.status().addresses()).hasSize(2);
        }
        assertThat(dns.queries()).isZero();
    }

    @Test
    void shouldHaveOneListenerAtMost() throws Exception {
        dns.put("db1", Type.A, 0, "10.0.0.1");
        try (Names names = watched(names("db1:7400"), told)) {
            assertThatThrownBy(() -> names.watch(told::add)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldNeedNoDnsjavaForAddressesAndForNamesOfTheHostsFile() throws Exception {
        try (URLClassLoader loader = withoutDnsjava()) {
            assertThat((List<?>) resolved(loader, "10.0.0.1:7400,localhost:7400"))
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void shouldSayThatNamesNeedDnsjava() throws Exception {
        try (URLClassLoader loader = withoutDnsjava()) {
            assertThatThrownBy(() -> resolved(loader, "nowhere.invalid:7400"))
                    .cause()
                    .hasMessageContaining("names are looked up with dnsjava, and that is not on the class path");
        }
    }

    private static URLClassLoader withoutDnsjava() {
        final URL[] classes = {
            Names.class.getProtectionDomain().getCodeSource().getLocation(),
            NullMarked.class.getProtectionDomain().getCodeSource().getLocation(),
        };
        return new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
    }

    private static Object resolved(final ClassLoader loader, final String text) throws Exception {
        final Object list = loader.loadClass(DispatcherName.class.getName())
                .getMethod("parseList", String.class)
                .invoke(null, text);
        final Class<?> type = loader.loadClass(Names.class.getName());
        final Object names = type.getMethod("of", List.class).invoke(null, list);
        return type.getMethod("resolve").invoke(names);
    }
}
