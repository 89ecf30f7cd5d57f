package io.wilco.loadgen.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.wilco.dispatcher.agreement.DriverDir;
import io.wilco.loadgen.process.ChildProcess;
import io.wilco.loadgen.process.FreePorts;
import io.wilco.loadgen.process.WilcoProcesses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dispatchers of a demonstration: one, or a cluster, each a process. */
final class DemoDispatchers {
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+:\\d+)");
    private static final Pattern ADMIN = Pattern.compile("http://[^/\\s,]+");
    private static final Pattern AGREES = Pattern.compile("cluster: (leads|follows member)");
    private static final String ANY_PORT = "127.0.0.1:0";
    private static final String LEADS = "cluster: leads";

    private final List<Member> members = new ArrayList<>();
    private final Path state;
    private volatile int leader;

    /** One of them. */
    private record Member(ChildProcess process, String address, URI admin) {}

    DemoDispatchers(final int count, final WilcoProcesses processes, final Duration timeout)
            throws IOException, InterruptedException {
        state = Files.createTempDirectory("wilco-demo-state");
        final List<ChildProcess> started = new ArrayList<>();
        final String bases = count == 1 ? "" : FreePorts.members(count);
        for (int i = 0; i < count; i++) {
            final List<String> arguments =
                    new ArrayList<>(List.of("dispatcher", "--listen", ANY_PORT, "--admin", ANY_PORT));
            if (count > 1) {
                arguments.addAll(List.of("--cluster", "" + i, "--members", bases));
                arguments.addAll(List.of("--state-dir", state.resolve("" + i).toString()));
            }
            final int index = i;
            final String name = count == 1 ? "dispatcher" : "dispatcher-" + i;
            started.add(processes.start(name, arguments, line -> onLine(index, line)));
        }
        for (final ChildProcess process : started) {
            final Matcher line = process.awaitLine(LISTENING, timeout);
            final URI admin = URI.create(process.awaitLine(ADMIN, timeout).group());
            members.add(new Member(process, line.group(1), admin));
        }
        if (count > 1) {
            for (final ChildProcess process : started) {
                process.awaitLine(AGREES, timeout);
            }
        }
    }

    private void onLine(final int index, final String line) {
        if (line.contains(LEADS)) {
            leader = index;
        }
    }

    /** Where they listen, as for {@code --dispatcher}. */
    String addresses() {
        return members.stream().map(Member::address).collect(Collectors.joining(","));
    }

    /** The admin pages of the first one. */
    URI admin() {
        return members.get(0).admin;
    }

    /** The admin pages of those that are alive. */
    List<URI> admins() {
        return members.stream()
                .filter(member -> member.process.isAlive())
                .map(Member::admin)
                .toList();
    }

    /** Kills the one that leads (SIGKILL); returns its name. */
    String killLeader() {
        final ChildProcess process = members.get(leader).process;
        process.kill();
        return "the leading " + process.name() + " (pid " + process.pid() + ")";
    }

    /** Several dispatchers' pages as one: what each counts is added up. */
    static Optional<JsonObject> sum(final List<JsonObject> pages) {
        if (pages.isEmpty()) {
            return Optional.empty();
        }
        final JsonObject sum = pages.get(0);
        for (final JsonObject page : pages.subList(1, pages.size())) {
            for (final String name : List.of("ok", "requests_open", "requests_queued", "redispatched")) {
                add(sum, page, name);
            }
            if (sum.has("nodes") && page.has("nodes")) {
                addNodes(sum, page);
            }
        }
        return Optional.of(sum);
    }

    private static void addNodes(final JsonObject sum, final JsonObject page) {
        for (final JsonElement own : sum.getAsJsonArray("nodes")) {
            for (final JsonElement other : page.getAsJsonArray("nodes")) {
                if (own.getAsJsonObject()
                        .get("id")
                        .equals(other.getAsJsonObject().get("id"))) {
                    add(own.getAsJsonObject(), other.getAsJsonObject(), "completed");
                }
            }
        }
    }

    private static void add(final JsonObject sum, final JsonObject page, final String name) {
        if (sum.has(name) && page.has(name)) {
            sum.addProperty(name, sum.get(name).getAsLong() + page.get(name).getAsLong());
        }
    }

    /** Deletes what they have written; they must have ended. */
    void forget() {
        // Of the one that was killed.
        DriverDir.sweep();
        try (Stream<Path> files = Files.walk(state)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (final IOException e) {
            // Some megabytes in the temporary folder.
            state.toFile().deleteOnExit();
        }
    }
}
