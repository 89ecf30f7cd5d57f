package io.wilco.e2e;

import io.wilco.worker.Worker;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** A worker process that writes each execution to a file before it answers; what is written survives a SIGKILL. */
final class JournalWorker {
    private static final long SERVICE_TIME_NS = 1_000_000L;

    private JournalWorker() {}

    public static void main(final String[] args) throws Exception {
        try (FileChannel journal =
                        FileChannel.open(Path.of(args[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                Worker worker = Worker.builder(args[0])
                        .id(args[1])
                        .concurrency(8)
                        .service("echo", request -> {
                            final byte[] payload = request.payload();
                            journal.write(ByteBuffer.allocate(Long.BYTES).putLong(0, Calls.number(payload)));
                            LockSupport.parkNanos(SERVICE_TIME_NS);
                            return payload;
                        })
                        .connect()) {
            System.out.println("ready");
            worker.awaitShutdown();
        }
    }
}
