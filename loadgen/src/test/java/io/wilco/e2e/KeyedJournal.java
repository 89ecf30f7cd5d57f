package io.wilco.e2e;

import io.wilco.worker.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the workers of a test have begun and ended, one file for each life of a worker; and what is wrong with it. The
 * stamps are of {@link System#nanoTime}, which the processes of one Linux machine have in common.
 */
final class KeyedJournal implements AutoCloseable {
    private static final int RECORD_BYTES = 32;
    private static final int BEGIN = 1;
    private static final int END = 2;

    private final FileChannel file;

    /** One execution, as the files tell. */
    private record Execution(String worker, long call, int shard, long epoch, long beginNs, long endNs) {
        boolean isOver(final long ns) {
            return endNs <= ns;
        }
    }

    /** Begins a file. */
    KeyedJournal(final Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
    }

    void begin(final Request request) throws IOException {
        write(BEGIN, request);
    }

    void end(final Request request) throws IOException {
        write(END, request);
    }

    /** One write, which is in the system's hands when this returns, and survives a SIGKILL. */
    private void write(final int what, final Request request) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(RECORD_BYTES)
                .putInt(what)
                .putInt(request.shard())
                .putLong(Calls.number(request.payload()))
                .putLong(request.epoch())
                .putLong(System.nanoTime());
        file.write(bytes.flip());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** What the files of a folder tell. */
    static Report read(final Path folder) throws IOException {
        final List<Execution> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path path : files.toList()) {
                read(path, all);
            }
        }
        return new Report(all);
    }

    private static void read(final Path path, final List<Execution> all) throws IOException {
        final Map<Long, Execution> open = new HashMap<>();
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        while (bytes.remaining() >= RECORD_BYTES) {
            final int what = bytes.getInt();
            final int shard = bytes.getInt();
            final long call = bytes.getLong();
            final long epoch = bytes.getLong();
            final long ns = bytes.getLong();
            final String worker = path.getFileName().toString();
            if (what == BEGIN) {
                open.put(call, new Execution(worker, call, shard, epoch, ns, ns));
            } else {
                final Execution begun = open.remove(call);
                all.add(new Execution(worker, call, shard, epoch, begun.beginNs, ns));
            }
        }
        // Those that a SIGKILL ended count as ended at once.
        all.addAll(open.values());
    }

    /** All executions of a test. */
    static final class Report {
        private final List<Execution> all;

        private Report(final List<Execution> all) {
            this.all = new ArrayList<>(all);
            this.all.sort(Comparator.comparingLong(Execution::beginNs));
        }

        int size() {
            return all.size();
        }

        /** Calls from a number on that were begun more than once. */
        List<Long> twice(final long fromCall) {
            final Map<Long, Integer> times = new HashMap<>();
            all.stream().filter(one -> one.call >= fromCall).forEach(one -> times.merge(one.call, 1, Integer::sum));
            return times.entrySet().stream()
                    .filter(entry -> entry.getValue() > 1)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        /** Executions that were begun under an epoch after one under a newer epoch, or the same one of another life. */
        List<String> begunTooLate() {
            return conflicts(false);
        }

        /**
         * Where two lives of workers were owners of a shard at once: under the same epoch, under one after a newer one,
         * or while the other's execution was not over.
         */
        List<String> conflicts() {
            return conflicts(true);
        }

        private List<String> conflicts(final boolean isOverlapOne) {
            final List<String> conflicts = new ArrayList<>();
            final Map<Integer, List<Execution>> byShard = new HashMap<>();
            for (final Execution one : all) {
                final List<Execution> before = byShard.computeIfAbsent(one.shard, shard -> new ArrayList<>());
                for (final Execution other : before) {
                    final boolean isSame = other.worker.equals(one.worker);
                    final boolean isConflict = isSame
                            ? one.epoch < other.epoch
                            : one.epoch <= other.epoch || (isOverlapOne && !other.isOver(one.beginNs));
                    if (isConflict) {
                        conflicts.add(other + " and " + one);
                    }
                }
                before.add(one);
            }
            return conflicts;
        }

        /** Shards that were served by more than one life of a worker. */
        long moved() {
            final Map<Integer, Map<String, Boolean>> workers = new HashMap<>();
            all.forEach(one ->
                    workers.computeIfAbsent(one.shard, shard -> new HashMap<>()).put(one.worker, true));
            return workers.values().stream().filter(owners -> owners.size() > 1).count();
        }
    }
}
