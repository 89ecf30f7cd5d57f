package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Client;
import io.wilco.worker.Worker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ten lines of the README, compiled and run by each JDK of this machine without any flag. */
class PlainJvmIT {
    private static final Path JVMS = Path.of("/usr/lib/jvm");

    /** Only what is embedded: no dispatcher, no command line. */
    private static final List<String> NEEDED = List.of("agrona", "jctools-core", "jspecify");

    @TempDir
    private Path folder;

    static Stream<Path> jdks() throws Exception {
        final Path own = Path.of(System.getProperty("java.home")).toRealPath();
        if (!Files.isDirectory(JVMS)) {
            return Stream.of(own);
        }
        try (Stream<Path> installed = Files.list(JVMS)) {
            final List<Path> others = installed
                    .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                    .map(PlainJvmIT::real)
                    .toList();
            return Stream.concat(Stream.of(own), others.stream()).distinct().toList().stream();
        }
    }

    private static Path real(final Path path) {
        try {
            return path.toRealPath();
        } catch (final java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String classPath() throws Exception {
        final Stream<String> own = Stream.of(Client.class, Worker.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location ->
                        Path.of(java.net.URI.create(location.toString())).toString());
        final Stream<String> libraries = NEEDED.stream().map(PlainJvmIT::jarOf);
        return Stream.concat(own, libraries).collect(Collectors.joining(File.pathSeparator));
    }

    private static String jarOf(final String library) {
        final Class<?> type = switch (library) {
            case "agrona" -> org.agrona.collections.IntArrayList.class;
            case "jctools-core" -> org.jctools.queues.atomic.MpscAtomicArrayQueue.class;
            default -> org.jspecify.annotations.NullMarked.class;
        };
        return Path.of(java.net.URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    /** The first Java block of the README. */
    private static String example() throws Exception {
        final String readme = Files.readString(Path.of("../README.md"));
        final int start = readme.indexOf("```java") + "```java".length();
        return readme.substring(start, readme.indexOf("```", start)).strip();
    }

    private String run(final List<String> command) throws Exception {
        final Path output = folder.resolve("output.txt");
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldRunTheReadmesExampleWithoutFlags(final Path jdk) throws Exception {
        try (Rig rig = new Rig()) {
            final Path source = folder.resolve("Hello.java");
            Files.writeString(source, example().replace("127.0.0.1:7400", Rig.text(rig.address())));
            final String bin = jdk.resolve("bin") + File.separator;

            run(List.of(bin + "javac", "-cp", classPath(), "-d", folder.toString(), source.toString()));
            final String output = run(List.of(bin + "java", "-cp", classPath() + File.pathSeparator + folder, "Hello"));

            assertThat(output.strip()).isEqualTo("Hello, world");
        }
    }
}
