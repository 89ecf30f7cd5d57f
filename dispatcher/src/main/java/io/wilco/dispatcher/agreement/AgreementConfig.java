package io.wilco.dispatcher.agreement;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of a member of an agreement.
 *
 * @param cluster the name of the group: 1 to 64 letters, digits, dots, dashes and underscores; written into the state
 *     directory, so that one cannot be taken for another's
 * @param members all members, this one included; the same list everywhere
 * @param memberId which of them this is
 * @param stateDir its directory, of nobody else's use; made if need be
 * @param heartbeatTimeout after how long without a sign of the leader, or of a majority, there is no quorum: 200 ms to
 *     1 min. A loaded machine needs one second or more, or it sees elections for nothing
 * @param launchTimeout how long reading the state may take before it counts as damaged: 1 s to 1 h
 * @param snapshotLogBytes a snapshot is due when the log has grown by this much since the last: 64 KiB or more
 * @param snapshotEvery and after this time, if the log has grown at all: 1 s or more
 * @param keptLogBytes how much of the log in front of the last snapshot is kept, for members that were away; one that
 *     is further behind can no longer be helped over the network. {@link Long#MAX_VALUE} keeps all
 */
public record AgreementConfig(
        String cluster,
        AgreementMembers members,
        int memberId,
        Path stateDir,
        Duration heartbeatTimeout,
        Duration launchTimeout,
        long snapshotLogBytes,
        Duration snapshotEvery,
        long keptLogBytes) {
    public static final Duration HEARTBEAT_TIMEOUT = Duration.ofMillis(1_500);
    public static final Duration LAUNCH_TIMEOUT = Duration.ofSeconds(30);
    public static final long SNAPSHOT_LOG_BYTES = 16L << 20;
    public static final Duration SNAPSHOT_EVERY = Duration.ofHours(6);
    public static final long KEPT_LOG_BYTES = 256L << 20;

    /** @throws IllegalArgumentException with a message fit for the user */
    public AgreementConfig {
        check(
                cluster.matches("[A-Za-z0-9._-]{1,64}"),
                "'" + cluster + "' cannot name a cluster;"
                        + " take 1 to 64 letters, digits, dots, dashes and underscores");
        check(
                members.byId().containsKey(memberId),
                "member " + memberId + " is not in the list of members " + members + "; add it there, or name one of "
                        + members.ids());
        checkRange("heartbeatTimeout", heartbeatTimeout, Duration.ofMillis(200), Duration.ofMinutes(1));
        checkRange("launchTimeout", launchTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
        checkRange("snapshotEvery", snapshotEvery, Duration.ofSeconds(1), Duration.ofDays(365));
        check(snapshotLogBytes >= 64 << 10, "snapshotLogBytes is less than 64 KiB");
        check(keptLogBytes >= 0, "keptLogBytes is negative");
    }

    /** With what suits most for the rest. */
    public static AgreementConfig of(
            final String cluster, final AgreementMembers members, final int memberId, final Path stateDir) {
        return new AgreementConfig(
                cluster,
                members,
                memberId,
                stateDir,
                HEARTBEAT_TIMEOUT,
                LAUNCH_TIMEOUT,
                SNAPSHOT_LOG_BYTES,
                SNAPSHOT_EVERY,
                KEPT_LOG_BYTES);
    }

    /** This with other time-outs. */
    public AgreementConfig withTimeouts(final Duration heartbeat, final Duration launch) {
        return new AgreementConfig(
                cluster, members, memberId, stateDir, heartbeat, launch, snapshotLogBytes, snapshotEvery, keptLogBytes);
    }

    /** This with another rhythm of snapshots. */
    public AgreementConfig withSnapshots(final long logBytes, final Duration every, final long keptBytes) {
        return new AgreementConfig(
                cluster, members, memberId, stateDir, heartbeatTimeout, launchTimeout, logBytes, every, keptBytes);
    }

    private static void check(final boolean isFine, final String message) {
        if (!isFine) {
            throw new IllegalArgumentException(message);
        }
    }

    private static void checkRange(final String name, final Duration value, final Duration min, final Duration max) {
        check(value.compareTo(min) >= 0 && value.compareTo(max) <= 0, name + " is not in " + min + ".." + max);
    }
}
