package io.wilco.dispatcher.agreement;

/** A member of a small group that agrees on a sequence of commands. Any thread may use it. */
public interface Agreement extends AutoCloseable {

    /** The longest command, in bytes. */
    int COMMAND_BYTES_MAX = 8_192;

    /** The longest snapshot, in bytes. */
    int SNAPSHOT_BYTES_MAX = 256 << 20;

    /**
     * Hands a command over to be agreed on, and returns at once. That it was taken promises nothing: it may be lost
     * when the leader changes, and it may be agreed on long after, as soon as there is a quorum again. What was agreed
     * comes to {@link ReplicatedState#onCommand}; whoever misses a command there proposes it again, and so it may be
     * agreed on twice.
     *
     * @param command 1 to {@link #COMMAND_BYTES_MAX} bytes; copied
     * @return false if too many wait already, or after the end of this member
     * @throws IllegalArgumentException if the command is empty or too long
     */
    boolean propose(byte[] command);

    /** How things stand, as of a tenth of a second ago at most, unless the machine stalls. Takes no lock. */
    AgreementStatus status();

    /** Ends this member in good order, within two seconds or so. The others go on if they are a majority. */
    @Override
    void close();
}
