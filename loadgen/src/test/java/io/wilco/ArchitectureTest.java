package io.wilco;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget.ConstructorCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the import control cannot see, since it needs no import: the packages that must stay free of I/O, clocks,
 * threads and chance ask nobody but their caller for those.
 */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.wilco");

    private static final String[] SANS_IO = {
        "io.wilco.wire..",
        "io.wilco.link..",
        "io.wilco.sim..",
        "io.wilco.client.core..",
        "io.wilco.worker.core..",
        "io.wilco.dispatcher.policy..",
        "io.wilco.dispatcher.queue..",
        "io.wilco.dispatcher.placement..",
        "io.wilco.dispatcher.core..",
    };

    /** Runs inside somebody else's process. */
    private static final String[] EMBEDDED = {
        "io.wilco.wire..",
        "io.wilco.link..",
        "io.wilco.sim..",
        "io.wilco.transport..",
        "io.wilco.names..",
        "io.wilco.client..",
        "io.wilco.worker..",
    };

    /** Any use of these is one too many. */
    private static final Set<String> FORBIDDEN_CLASSES = Set.of(
            "java.io.File",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.security.SecureRandom",
            "java.util.Timer",
            "java.util.concurrent.ThreadLocalRandom");

    /** What is left of java.net when sockets are out of reach. */
    private static final Set<String> ADDRESSES = Set.of(
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetAddress",
            "java.net.InetSocketAddress",
            "java.net.SocketAddress",
            "java.net.UnknownHostException");

    /** Clocks, chance, and name servers; a constructor without arguments is named CLASS.new. */
    private static final Set<String> FORBIDDEN_CALLS = Set.of(
            "java.lang.Math.random",
            "java.lang.Object.wait",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.net.InetAddress.getAllByName",
            "java.net.InetAddress.getByName",
            "java.net.InetAddress.getCanonicalHostName",
            "java.net.InetAddress.getHostName",
            "java.net.InetAddress.getLocalHost",
            "java.net.InetAddress.isReachable",
            "java.net.InetSocketAddress.getHostName",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.systemUTC",
            "java.time.Instant.now",
            "java.util.Random.new",
            "java.util.SplittableRandom.new",
            "java.util.UUID.randomUUID",
            "java.util.random.RandomGenerator.getDefault",
            "java.util.random.RandomGenerator.of");

    @Test
    void shouldKeepSocketsThreadsAndFilesOutOfTheCore() {
        noClasses()
                .that()
                .resideInAnyPackage(SANS_IO)
                .should()
                .dependOnClassesThat(describe("do I/O, or run threads", ArchitectureTest::isForbidden))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldHandTimeAndChanceToTheCore() {
        noClasses()
                .that()
                .resideInAnyPackage(SANS_IO)
                .should()
                .accessTargetWhere(
                        describe("asks for the time, for chance or for a name", ArchitectureTest::isForbidden))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "wire,              wire",
        "link,              link wire",
        "sim,               sim link wire",
        "client.core,       client.core link wire",
        "worker.core,       worker.core link wire",
        "dispatcher.policy, dispatcher.policy link wire",
        "dispatcher.queue,  dispatcher.queue",
        "dispatcher.placement, dispatcher.placement wire",
        "dispatcher.core,   dispatcher.core dispatcher.placement dispatcher.policy dispatcher.queue client.core link wire",
    })
    void shouldDependDownwardsOnly(final String from, final String to) {
        final List<String> allowed =
                Arrays.stream(to.split(" ")).map(name -> "io.wilco." + name).toList();
        noClasses()
                .that()
                .resideInAPackage("io.wilco." + from + "..")
                .should()
                .dependOnClassesThat(describe(
                        "are in io.wilco but not in " + allowed,
                        type -> isIn("io.wilco", type) && allowed.stream().noneMatch(name -> isIn(name, type))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("io.wilco.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldNeedNoJvmFlagsWhereItIsEmbedded() {
        noClasses()
                .that()
                .resideInAnyPackage(EMBEDDED)
                .should()
                .dependOnClassesThat(describe("need the JDK's internals opened", ArchitectureTest::needsFlags))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldNeedNoPicocliWhereItIsEmbedded() {
        noClasses()
                .that()
                .resideInAnyPackage(EMBEDDED)
                .and()
                .resideOutsideOfPackage("..cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** So that whoever names its dispatchers by their addresses needs neither dnsjava nor what that needs. */
    @Test
    void shouldKnowDnsjavaInOneRoomOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.wilco.names..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.xbill..", "org.slf4j..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldKeepAeronInOneRoomAndItsSettingsInOneFile() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.wilco.dispatcher.agreement..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.aeron..")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.wilco.dispatcher.agreement.AeronSettings")
                .should()
                .dependOnClassesThat(describe(
                        "are contexts of Aeron's",
                        type -> isIn("io.aeron", type) && type.getSimpleName().endsWith("Context")))
                .check(CLASSES);
    }

    private static boolean isForbidden(final JavaClass type) {
        final String packageName = type.getPackageName();
        return FORBIDDEN_CLASSES.contains(type.getName())
                || packageName.startsWith("java.nio.channels")
                || packageName.startsWith("java.nio.file")
                || (packageName.equals("java.net") && !ADDRESSES.contains(type.getName()));
    }

    private static boolean needsFlags(final JavaClass type) {
        final String name = type.getName();
        return name.matches("org\\.agrona\\.concurrent\\.(\\w*Buffer|\\w*Queue|(broadcast|ringbuffer|status)\\..*)")
                || name.matches("org\\.jctools\\.(?!queues\\.(atomic\\.|MessagePassingQueue)).*");
    }

    private static boolean isForbidden(final JavaAccess<?> access) {
        if (access.getTarget() instanceof ConstructorCallTarget constructor) {
            return constructor.getRawParameterTypes().isEmpty()
                    && FORBIDDEN_CALLS.contains(constructor.getOwner().getName() + ".new");
        }
        return FORBIDDEN_CALLS.contains(access.getTargetOwner().getName() + "." + access.getName());
    }

    private static boolean isIn(final String packageName, final JavaClass type) {
        return (type.getPackageName() + ".").startsWith(packageName + ".");
    }
}
