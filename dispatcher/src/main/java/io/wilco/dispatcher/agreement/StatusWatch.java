package io.wilco.dispatcher.agreement;

import io.aeron.cluster.ElectionState;
import io.wilco.dispatcher.agreement.AgreementStatus.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together how a member stands. Of the thread that runs the driver. */
final class StatusWatch {
    private final AgreementConfig config;
    private final ReplicatedService service;
    private final Peers peers;
    private final Troubles troubles;
    private final long patienceEndNs;
    private boolean wasSettled;

    /** @param patienceEndNs until when it is no news that there is no leader yet */
    StatusWatch(
            final AgreementConfig config,
            final ReplicatedService service,
            final Peers peers,
            final Troubles troubles,
            final long patienceEndNs) {
        this.config = config;
        this.service = service;
        this.peers = peers;
        this.troubles = troubles;
        this.patienceEndNs = patienceEndNs;
    }

    AgreementStatus look(final ModuleCounters counters, final long nowNs) {
        final List<Integer> silent = peers.silent();
        final ElectionState election = counters.electionState();
        final long position = Math.max(0, counters.commitPosition().get());
        if (election == ElectionState.CLOSED) {
            wasSettled = true;
            final boolean isLeader = counters.isLeader();
            final int leader = isLeader
                    ? config.memberId()
                    : service.leaderOf(counters.termId().get());
            final String words = (isLeader ? "leads" : leader < 0 ? "follows" : "follows member " + leader)
                    + (silent.isEmpty() ? "" : "; " + doNotAnswer(silent));
            return status(isLeader ? Role.LEADER : Role.FOLLOWER, leader, silent, words, position);
        }
        final boolean isCatchingUp = isCatchingUp(election);
        final boolean isStarting = isCatchingUp || (!wasSettled && nowNs - patienceEndNs < 0);
        final @Nullable String trouble = troubles.recent(nowNs);
        final String words = (isCatchingUp ? "fetches what it has missed" : withoutLeader(silent, isStarting))
                + (trouble == null ? "" : " (last trouble: " + trouble + ")");
        return status(isStarting ? Role.STARTING : Role.NO_QUORUM, AgreementStatus.NO_LEADER, silent, words, position);
    }

    private static boolean isCatchingUp(final ElectionState election) {
        return switch (election) {
            case FOLLOWER_LOG_REPLICATION,
                    FOLLOWER_REPLAY,
                    FOLLOWER_CATCHUP_INIT,
                    FOLLOWER_CATCHUP_AWAIT,
                    FOLLOWER_CATCHUP -> true;
            default -> false;
        };
    }

    private String withoutLeader(final List<Integer> silent, final boolean isStarting) {
        final int answering = config.members().byId().size() - silent.size();
        if (answering < config.members().quorum()) {
            return (isStarting ? "looks for the others: " : "no quorum: ") + doNotAnswer(silent);
        }
        return "no leader yet: the members elect one" + (silent.isEmpty() ? "" : "; " + doNotAnswer(silent));
    }

    private static String doNotAnswer(final List<Integer> silent) {
        return AgreementMembers.words(silent) + (silent.size() == 1 ? " does" : " do") + " not answer";
    }

    private AgreementStatus status(
            final Role role, final int leader, final List<Integer> silent, final String words, final long position) {
        return new AgreementStatus(
                role,
                config.memberId(),
                leader,
                config.members().ids(),
                silent,
                words,
                position,
                service.snapshotPosition());
    }
}
