package io.wilco.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.cli.HostPort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** A look-up by each JDK of this machine, without any flag, and with what is needed alone. */
class PlainJvmNamesIT {
    private static final Path JVMS = Path.of("/usr/lib/jvm");

    static List<Path> jdks() throws IOException {
        final Path own = Path.of(System.getProperty("java.home")).toRealPath();
        if (!Files.isDirectory(JVMS)) {
            return List.of(own);
        }
        try (Stream<Path> installed = Files.list(JVMS)) {
            final Stream<Path> others = installed
                    .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                    .map(PlainJvmNamesIT::real);
            return Stream.concat(Stream.of(own), others).distinct().toList();
        }
    }

    private static Path real(final Path path) {
        try {
            return path.toRealPath();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Stream.of(Names.class, ResolveMain.class, Message.class, LoggerFactory.class, NullMarked.class)
                .map(PlainJvmNamesIT::pathOf)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String pathOf(final Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (final URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldLookUpWithoutFlags(final Path jdk) throws Exception {
        try (FakeDns dns = new FakeDns()) {
            // given
            dns.put("s.test", Type.SRV, 60, "1 1 7400 a.test.")
                    .put("a.test", Type.A, 60, "10.0.0.1")
                    .put("a.test", Type.AAAA, 60, "2001:db8::1");

            // when
            final Process process = new ProcessBuilder(
                            jdk.resolve("bin/java").toString(),
                            "-D" + NamesConfig.SERVERS_PROPERTY + "=" + HostPort.text(dns.address()),
                            "-cp",
                            classPath(),
                            ResolveMain.class.getName(),
                            "srv:s.test.")
                    .start();
            final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final String complaints = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

            // then
            assertThat(process.waitFor()).as(complaints).isZero();
            assertThat(said.strip()).isEqualTo("10.0.0.1:7400, [2001:db8::1]:7400");
            assertThat(complaints.lines()).allMatch(line -> line.startsWith("SLF4J"));
        }
    }
}
