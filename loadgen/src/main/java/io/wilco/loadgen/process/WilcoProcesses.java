package io.wilco.loadgen.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Wilco's commands as children of this process: the same Java, the same class path, the flags that the launcher gives
 * each command. No child outlives this: {@link #close} ends them, and so does the end of the JVM. Any thread may use
 * it.
 *
 * <p>A command that handles signals by {@link io.wilco.cli.Termination} closes this in its action, since that ends the
 * JVM without waiting for anyone.
 */
public final class WilcoProcesses implements AutoCloseable {
    private static final String MAIN = "io.wilco.Main";

    /** Run long enough to be worth compiling well; the same ones as in the launcher. */
    private static final Set<String> LONG_RUNNING =
            Set.of("dispatcher", "worker", "load", "bare-load", "bare-forwarder", "bare-echo");

    private final List<ChildProcess> children = new ArrayList<>();
    private final Thread hook = new Thread(this::killAll, "wilco-children");
    private boolean isClosed;

    public WilcoProcesses() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts {@code wilco SUBCOMMAND ARGUMENT...}.
     *
     * @param name for messages
     * @param arguments the subcommand first
     * @throws IOException if the system does not start it, or this is closed
     */
    public ChildProcess start(final String name, final List<String> arguments) throws IOException {
        return start(name, arguments, line -> {});
    }

    /**
     * Starts {@code wilco SUBCOMMAND ARGUMENT...}.
     *
     * @param onLine see {@link ChildProcess#start}
     * @throws IOException if the system does not start it, or this is closed
     */
    public synchronized ChildProcess start(
            final String name, final List<String> arguments, final Consumer<String> onLine) throws IOException {
        if (isClosed) {
            throw new IOException("no process is started any more");
        }
        final ChildProcess child = ChildProcess.start(name, command(arguments), onLine);
        children.add(child);
        return child;
    }

    /** The command line of {@code wilco ARGUMENT...}. */
    static List<String> command(final List<String> arguments) {
        final String java = ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        final List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(options(arguments.get(0)));
        final String more = System.getenv("WILCO_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        return command;
    }

    /** The flags of the launcher for a subcommand. */
    static List<String> options(final String subcommand) {
        final List<String> options = new ArrayList<>(List.of(
                "--add-opens",
                "java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens",
                "java.base/java.util.zip=ALL-UNNAMED",
                "--add-opens",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "-XX:+UseSerialGC"));
        options.addAll(
                LONG_RUNNING.contains(subcommand)
                        ? List.of("-Xms256m")
                        : List.of("-Xms16m", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        return options;
    }

    private synchronized void killAll() {
        isClosed = true;
        children.forEach(ChildProcess::kill);
    }

    /** Asks all children to end, the youngest first, and kills those that do not within 5 s. */
    @Override
    public void close() {
        final List<ChildProcess> open;
        synchronized (this) {
            isClosed = true;
            open = new ArrayList<>(children);
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).terminate();
        }
        open.forEach(ChildProcess::close);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            // The JVM is ending; the hook finds nobody alive.
            return;
        }
    }
}
