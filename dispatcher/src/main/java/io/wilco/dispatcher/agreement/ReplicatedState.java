package io.wilco.dispatcher.agreement;

/**
 * What is replicated: a deterministic state machine. It may depend on the commands, their order and their times, and on
 * nothing else: no clock, no chance, no setting that differs between members.
 *
 * <p>Called on one thread of the agreement's at a time, never concurrently. Nothing here may block: the member falls
 * behind meanwhile. Whatever is thrown ends this member (see {@link AgreementStatus.Role#FAILED}), since a state that
 * is half changed must not go on; and as all members see the same commands, it ends all of them, and again after a
 * restart. So a command that makes no sense has to be ignored here, not refused with an exception.
 */
public interface ReplicatedState {

    /**
     * Starts from a snapshot: once and before any command, or not at all if there is none yet.
     *
     * @param snapshot what {@link #snapshot} of some member returned, checked against damage; belongs to the callee
     * @throws IllegalArgumentException if it is malformed
     */
    void restore(byte[] snapshot);

    /**
     * A command agreed on. The same sequence of commands, with the same times, comes to every member. It may hold the
     * same proposal twice, or not at all. After a restart, those since the last snapshot come once more.
     *
     * @param timeMs the leader's clock, in ms since 1970, when it took the command; never decreases
     * @param command 1 to {@link Agreement#COMMAND_BYTES_MAX} bytes; belongs to the callee
     */
    void onCommand(long timeMs, byte[] command);

    /**
     * All there is, as of the last command.
     *
     * @return for {@link #restore}, at most {@link Agreement#SNAPSHOT_BYTES_MAX} bytes; not changed afterwards
     */
    byte[] snapshot();
}
