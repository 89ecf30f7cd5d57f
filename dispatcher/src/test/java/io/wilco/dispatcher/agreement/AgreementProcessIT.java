package io.wilco.dispatcher.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the death of a process can show. */
class AgreementProcessIT {

    @TempDir
    Path root;

    private final AgreementMembers members = Group.freeMembers();
    private final Map<Integer, Member> running = new TreeMap<>();

    /** In good order, so that nothing is left in /dev/shm. */
    @AfterEach
    void endAll() throws Exception {
        for (final Member member : running.values()) {
            member.end();
        }
    }

    private void killAll() throws InterruptedException {
        for (final Member member : running.values()) {
            member.kill();
        }
    }

    @Test
    void shouldLoseNothingThatWasAgreedOnWhenProcessesAreKilled() throws Exception {
        start(0, 1, 2);
        final int leader = awaitLeader();
        agree(leader, "one");

        running.remove(leader).kill();
        agree(awaitLeader(), "two");

        start(leader);
        running.get(leader).await("command two");
        killAll();
        running.clear();

        start(0, 1, 2);
        agree(awaitLeader(), "three");
        for (final Member member : running.values()) {
            member.await("command three");
            assertThat(member.commands()).startsWith("one", "two").endsWith("three");
        }
    }

    private void start(final int... ids) throws IOException {
        for (final int id : ids) {
            running.put(id, new Member(id, members, root.resolve("member-" + id)));
        }
    }

    private int awaitLeader() {
        final int[] leader = {AgreementStatus.NO_LEADER};
        Group.await(
                "a leader",
                () -> {
                    running.forEach((id, member) -> {
                        if (member.isLeader()) {
                            leader[0] = id;
                        }
                    });
                    return leader[0] >= 0;
                },
                running::toString);
        return leader[0];
    }

    private void agree(final int by, final String command) throws IOException {
        running.get(by).say("propose " + command);
        running.get(by).await("command " + command);
    }

    /** A process, and what it has printed. */
    private static final class Member {
        private final Process process;
        private final Writer in;
        private final List<String> lines = new ArrayList<>();

        Member(final int id, final AgreementMembers members, final Path dir) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-opens",
                            "java.base/jdk.internal.misc=ALL-UNNAMED",
                            "--add-opens",
                            "java.base/java.util.zip=ALL-UNNAMED",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            AgreementProcess.class.getName(),
                            String.valueOf(id),
                            members.toString(),
                            dir.toString())
                    .redirectErrorStream(true)
                    .start();
            in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
            final Thread reader = new Thread(this::read);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    synchronized (this) {
                        // Without the time.
                        lines.add(line.substring(line.indexOf(' ') + 1));
                    }
                }
            } catch (final IOException e) {
                // It was killed.
            }
        }

        void say(final String line) throws IOException {
            in.write(line + "\n");
            in.flush();
        }

        synchronized List<String> commands() {
            return lines.stream()
                    .filter(line -> line.startsWith("command "))
                    .map(line -> line.substring("command ".length()))
                    .toList();
        }

        synchronized boolean isLeader() {
            return lines.stream()
                    .filter(line -> line.startsWith("status "))
                    .reduce((first, second) -> second)
                    .orElse("")
                    .startsWith("status LEADER");
        }

        private synchronized boolean hasSaid(final String line) {
            return lines.contains(line);
        }

        void await(final String line) {
            Group.await(line, () -> hasSaid(line), this::toString);
        }

        void end() throws IOException, InterruptedException {
            in.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public synchronized String toString() {
            return lines.toString();
        }
    }
}
