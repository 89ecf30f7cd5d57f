package io.wilco.dispatcher.agreement;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Commands that wait to be sent to the leader, bounded in number and bytes. Any thread. */
final class ProposalQueue {
    static final int COMMANDS_MAX = 1_024;
    static final int BYTES_MAX = 1 << 20;

    private final ArrayDeque<byte[]> commands = new ArrayDeque<>();
    private int bytes;
    private boolean isClosed;

    /** Takes a copy; returns false if it is full or closed. */
    synchronized boolean offer(final byte[] command) {
        if (isClosed || commands.size() == COMMANDS_MAX || bytes + command.length > BYTES_MAX) {
            return false;
        }
        commands.addLast(command.clone());
        bytes += command.length;
        return true;
    }

    /** The next one, which stays here until {@link #remove}. */
    synchronized byte @Nullable [] peek() {
        return commands.peekFirst();
    }

    /** Drops what {@link #peek} returned. */
    synchronized void remove() {
        bytes -= commands.removeFirst().length;
    }

    /** Drops everything, and takes nothing more. */
    synchronized void close() {
        isClosed = true;
        commands.clear();
        bytes = 0;
    }
}
