package io.wilco.dispatcher.agreement;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.IdleStrategy;

/**
 * Keeps the log short: the leader asks all members for snapshots, and each member drops what lies far enough in front
 * of its last one. Of the thread that runs the driver.
 */
final class LogKeeper {
    private static final long CHECK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(30);

    /** A snapshot grows the log by less. */
    private static final int GROWN_MIN_BYTES = 256;

    /** The last one, and the one before in case that turns out to be damaged. */
    private static final int SNAPSHOTS_KEPT = 2;

    private final AgreementConfig config;
    private final ReplicatedService service;
    private final ModuleCounters counters;

    private long checkNs;
    private long requestNs;
    private long snapshotNs;
    private long snapshotPosition;
    private boolean isTrimDue;

    LogKeeper(
            final AgreementConfig config,
            final ReplicatedService service,
            final ModuleCounters counters,
            final long nowNs) {
        this.config = config;
        this.service = service;
        this.counters = counters;
        checkNs = nowNs;
        requestNs = nowNs;
        snapshotNs = nowNs;
        snapshotPosition = service.snapshotPosition();
    }

    /** Asks for a snapshot when one is due, and returns whether it is time to {@link #trim}. */
    boolean check(final long nowNs) {
        if (nowNs - checkNs < 0) {
            return false;
        }
        checkNs = nowNs + CHECK_NS;
        if (service.snapshotPosition() != snapshotPosition) {
            snapshotPosition = service.snapshotPosition();
            snapshotNs = nowNs;
            requestNs = nowNs;
            isTrimDue = true;
        }
        if (!counters.isSettled() || counters.moduleState() != ConsensusModule.State.ACTIVE) {
            return false;
        }
        if (isTrimDue) {
            isTrimDue = false;
            return true;
        }
        if (counters.isLeader() && isSnapshotDue(nowNs) && nowNs - requestNs >= 0 && counters.requestSnapshot()) {
            requestNs = nowNs + RETRY_NS;
        }
        return false;
    }

    private boolean isSnapshotDue(final long nowNs) {
        final long grown = counters.commitPosition().get() - snapshotPosition;
        return grown >= config.snapshotLogBytes()
                || (grown >= GROWN_MIN_BYTES
                        && nowNs - snapshotNs >= config.snapshotEvery().toNanos());
    }

    /** Drops what is no longer needed. */
    void trim(
            final AeronSettings settings,
            final Aeron aeron,
            final AgentInvoker archiveInvoker,
            final IdleStrategy idle,
            final Path clusterDir) {
        try (RecordingLog recordings = new RecordingLog(clusterDir.toFile(), false);
                AeronArchive archive = settings.connectArchive(aeron, archiveInvoker, idle)) {
            trimLog(archive, recordings.findLastTermRecordingId());
            dropSnapshots(archive, recordings.entries());
        }
    }

    private void trimLog(final AeronArchive archive, final long recording) {
        final long keptFrom = snapshotPosition - config.keptLogBytes();
        if (recording == Aeron.NULL_VALUE || keptFrom <= 0) {
            return;
        }
        final long start = archive.getStartPosition(recording);
        final long newStart = AeronArchive.segmentFileBasePosition(
                start, keptFrom, AeronSettings.LOG_TERM_BYTES, AeronSettings.SEGMENT_BYTES);
        if (newStart > start) {
            archive.purgeSegments(recording, newStart);
        }
    }

    /** Each snapshot is one recording of the service's and one of the consensus module's, of the same position. */
    private void dropSnapshots(final AeronArchive archive, final List<RecordingLog.Entry> entries) {
        final List<Long> positions = entries.stream()
                .filter(LogKeeper::isSnapshot)
                .map(entry -> entry.logPosition)
                .distinct()
                .sorted()
                .toList();
        if (positions.size() <= SNAPSHOTS_KEPT) {
            return;
        }
        final long keptFrom = positions.get(positions.size() - SNAPSHOTS_KEPT);
        for (final RecordingLog.Entry entry : entries) {
            if (isSnapshot(entry)
                    && entry.logPosition < keptFrom
                    && archive.listRecording(
                                    entry.recordingId,
                                    (control,
                                            correlation,
                                            id,
                                            t0,
                                            t1,
                                            p0,
                                            p1,
                                            term,
                                            seg,
                                            len,
                                            mtu,
                                            ses,
                                            str,
                                            c,
                                            o,
                                            s) -> {})
                            > 0) {
                archive.purgeRecording(entry.recordingId);
            }
        }
    }

    private static boolean isSnapshot(final RecordingLog.Entry entry) {
        return entry.isValid && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT;
    }
}
