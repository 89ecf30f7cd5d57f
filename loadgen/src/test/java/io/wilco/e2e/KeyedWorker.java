package io.wilco.e2e;

import io.wilco.loadgen.process.ChildProcess;
import io.wilco.worker.Request;
import io.wilco.worker.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** A worker process that journals what it begins and ends; arguments: dispatchers, id, file. */
final class KeyedWorker {
    private static final long SERVICE_TIME_NS = 2_000_000L;

    private KeyedWorker() {}

    public static void main(final String[] args) throws Exception {
        try (KeyedJournal journal = new KeyedJournal(Path.of(args[2]));
                Worker worker = Worker.builder(args[0])
                        .id(args[1])
                        .concurrency(8)
                        .service("echo", request -> handle(journal, request))
                        .connect()) {
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
            System.out.println("ready");
            worker.awaitShutdown();
        }
    }

    /** Starts one, and waits until it is registered. */
    static ChildProcess start(final ClusterRig cluster, final String id, final Path journal) throws Exception {
        final ChildProcess worker = ChildProcess.start(
                id,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeyedWorker.class.getName(),
                        cluster.addresses(),
                        id,
                        journal.toString()),
                line -> {});
        try {
            worker.awaitLine(Pattern.compile("ready"), ClusterRig.PATIENCE);
            return worker;
        } catch (final Exception | Error e) {
            worker.kill();
            throw e;
        }
    }

    private static byte[] handle(final KeyedJournal journal, final Request request) throws Exception {
        journal.begin(request);
        LockSupport.parkNanos(SERVICE_TIME_NS);
        journal.end(request);
        return request.payload();
    }
}
