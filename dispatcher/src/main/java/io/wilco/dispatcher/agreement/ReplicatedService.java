package io.wilco.dispatcher.agreement;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.jspecify.annotations.Nullable;

/** Hands what was agreed on to the state, on Aeron's service thread. */
final class ReplicatedService implements ClusteredService {
    private record Term(long id, int leaderId) {}

    private final ReplicatedState state;

    private volatile Term term = new Term(Aeron.NULL_VALUE, AgreementStatus.NO_LEADER);
    private volatile long snapshotPosition;

    /** Of the service thread. */
    private @Nullable Cluster cluster;

    /** Of the service thread. Part of the snapshot: the next leader's clock may be behind. */
    private long lastTimeMs = Long.MIN_VALUE;

    ReplicatedService(final ReplicatedState state) {
        this.state = state;
    }

    /**
     * Who leads a term; {@link AgreementStatus#NO_LEADER} if the service has not come to its beginning yet. Any thread.
     */
    int leaderOf(final long termId) {
        final Term last = term;
        return last.id() == termId ? last.leaderId() : AgreementStatus.NO_LEADER;
    }

    /** Up to where the last snapshot written or read goes; 0 for none. Any thread. */
    long snapshotPosition() {
        return snapshotPosition;
    }

    @Override
    public void onStart(final Cluster started, final @Nullable Image image) {
        cluster = started;
        if (image != null) {
            final SnapshotStream.Content snapshot = SnapshotStream.read(image, started.idleStrategy());
            lastTimeMs = snapshot.timeMs();
            state.restore(snapshot.state());
            snapshotPosition = started.logPosition();
        }
    }

    @Override
    public void onTakeSnapshot(final ExclusivePublication out) {
        final Cluster current = cluster;
        if (current == null) {
            throw new IllegalStateException("not started");
        }
        SnapshotStream.write(out, current.idleStrategy(), lastTimeMs, state.snapshot());
        snapshotPosition = current.logPosition();
    }

    @Override
    public void onSessionMessage(
            final @Nullable ClientSession session,
            final long timestampMs,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final Header header) {
        if (length < 1 || length > Agreement.COMMAND_BYTES_MAX) {
            // Nobody of ours: decided alike by all members.
            return;
        }
        final byte[] command = new byte[length];
        buffer.getBytes(offset, command);
        lastTimeMs = Math.max(lastTimeMs, timestampMs);
        try {
            state.onCommand(lastTimeMs, command);
        } catch (final RuntimeException | Error e) {
            // Aeron would report it and go on, with a state that is no longer that of the others.
            throw new AgentTerminationException("a command could not be applied: " + e, e);
        }
    }

    @Override
    public void onNewLeadershipTermEvent(
            final long leadershipTermId,
            final long logPosition,
            final long timestamp,
            final long termBaseLogPosition,
            final int leaderMemberId,
            final int logSessionId,
            final TimeUnit timeUnit,
            final int appVersion) {
        term = new Term(leadershipTermId, leaderMemberId);
    }

    @Override
    public void onSessionOpen(final ClientSession session, final long timestampMs) {
        // Members come and go; who proposes does not matter.
    }

    @Override
    public void onSessionClose(final ClientSession session, final long timestampMs, final CloseReason reason) {
        // As above.
    }

    @Override
    public void onTimerEvent(final long correlationId, final long timestampMs) {
        // None are set.
    }

    @Override
    public void onRoleChange(final Cluster.Role newRole) {
        // Says nothing of a lost quorum: the status is taken from the consensus module instead.
    }

    @Override
    public void onTerminate(final Cluster ended) {
        // The member notices by itself.
    }
}
