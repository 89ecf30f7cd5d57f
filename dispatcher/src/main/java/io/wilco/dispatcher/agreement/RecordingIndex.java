package io.wilco.dispatcher.agreement;

import io.aeron.cluster.RecordingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Checks the list of recordings, {@value #NAME}, against those that exist: Aeron takes a lost one for an empty one. */
final class RecordingIndex {
    private static final String NAME = RecordingLog.RECORDING_LOG_FILE_NAME;

    private static final String CATALOG = "archive.catalog";

    /** A member that forgets its votes may vote twice. */
    private static final String VOTES = "node-state.dat";

    private static final int VOTES_BYTES = 1 << 20;

    /** The length of an entry is a multiple of it. */
    private static final int UNIT_BYTES = 64;

    private RecordingIndex() {}

    /**
     * Reads the list.
     *
     * @param ends for each recording, the position up to which there is something
     * @throws IOException naming what is damaged or missing, and the mend
     */
    static void check(final Path cluster, final Path archive, final Map<Long, Long> ends) throws IOException {
        final Path file = cluster.resolve(NAME);
        if (!ends.isEmpty()) {
            checkExists(file);
            checkExists(archive.resolve(CATALOG));
            checkExists(cluster.resolve(VOTES));
            if (Files.size(cluster.resolve(VOTES)) != VOTES_BYTES) {
                throw RecordingFiles.damaged(cluster.resolve(VOTES), "it does not have " + VOTES_BYTES + " bytes");
            }
        }
        if (!Files.exists(file)) {
            return;
        }
        if (Files.size(file) % UNIT_BYTES != 0) {
            throw RecordingFiles.damaged(
                    file, "its length of " + Files.size(file) + " bytes is no multiple of " + UNIT_BYTES);
        }
        final List<RecordingLog.Entry> entries;
        try (RecordingLog log = new RecordingLog(cluster.toFile(), false)) {
            entries = log.entries().stream().filter(entry -> entry.isValid).toList();
        } catch (final RuntimeException e) {
            throw RecordingFiles.damaged(file, Troubles.words(e));
        }
        long log = -1;
        long snapshotPosition = -1;
        for (final RecordingLog.Entry entry : entries) {
            if (entry.type == RecordingLog.ENTRY_TYPE_TERM) {
                log = entry.recordingId;
            } else {
                snapshotPosition = Math.max(snapshotPosition, entry.logPosition);
            }
        }
        for (final RecordingLog.Entry entry : entries) {
            // Older snapshots have been dropped.
            final boolean isNeeded = entry.type == RecordingLog.ENTRY_TYPE_TERM
                    ? entry.recordingId == log
                    : entry.logPosition == snapshotPosition;
            if (isNeeded && !ends.containsKey(entry.recordingId)) {
                throw RecordingFiles.damaged(file, "it lists recording " + entry.recordingId + ", which has no file");
            }
        }
        final long end = ends.getOrDefault(log, Long.MAX_VALUE);
        if (end < snapshotPosition) {
            throw RecordingFiles.damaged(
                    file,
                    "the log (recording " + log + ") ends at " + end + ", before the snapshot of " + snapshotPosition);
        }
    }

    private static void checkExists(final Path file) throws IOException {
        if (!Files.exists(file)) {
            throw RecordingFiles.damaged(file, "it is missing");
        }
    }
}
