package io.wilco.dispatcher.agreement;

import java.util.List;

/**
 * How a member of an agreement stands.
 *
 * @param role what it does
 * @param memberId its number
 * @param leaderId the number of the leader that it knows, -1 for none
 * @param members the numbers of all members, in order
 * @param silent the numbers of those that do not answer this one, in order
 * @param words the same for people: one line, in lower case, without full stop; why there is no quorum, for one
 * @param committedPosition up to where the log is agreed on, in bytes since its beginning, as far as this member knows;
 *     comparable between members
 * @param snapshotPosition up to where the last snapshot of this member goes; 0 if it has none
 */
public record AgreementStatus(
        Role role,
        int memberId,
        int leaderId,
        List<Integer> members,
        List<Integer> silent,
        String words,
        long committedPosition,
        long snapshotPosition) {

    /** No leader is known. */
    public static final int NO_LEADER = -1;

    /** What a member does. */
    public enum Role {
        /** It reads its state, looks for the others, or fetches what it has missed. */
        STARTING,
        /** It puts the commands into their order. */
        LEADER,
        /** It follows a leader. */
        FOLLOWER,
        /** There is no leader, for want of members or for a moment, until one is elected. Heals by itself. */
        NO_QUORUM,
        /** This member has ended by itself; {@link AgreementStatus#words} say why. The process goes on without it. */
        FAILED,
        /** This member was closed. */
        CLOSED
    }

    /** Copies the lists. */
    public AgreementStatus {
        members = List.copyOf(members);
        silent = List.copyOf(silent);
    }

    /** Whether commands can be agreed on, as far as this member knows. */
    public boolean hasQuorum() {
        return role == Role.LEADER || role == Role.FOLLOWER;
    }
}
