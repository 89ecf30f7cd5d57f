package io.wilco.names;

import java.net.InetAddress;
import java.util.List;

/** Asks the name servers. Called by one thread at a time, but for {@link #close}. */
interface Lookup extends AutoCloseable {

    /** What is asked for. */
    enum Kind {
        A,
        AAAA,
        SRV
    }

    /** One question; {@code name} without a final dot goes through the search domains. */
    record Question(String name, Kind kind) {}

    /** What an SRV record says; {@code host} is "." where there is no such service. */
    record Target(int priority, int weight, int port, String host) {}

    /**
     * What a name server said for sure.
     *
     * @param addresses for A and AAAA
     * @param targets for SRV
     * @param isNameKnown false: there is no such name, so there is nothing of any kind
     * @param ttlNs for how long it holds, the least of all its records, aliases included
     */
    record Answer(List<InetAddress> addresses, List<Target> targets, boolean isNameKnown, long ttlNs) {
        boolean isEmpty() {
            return addresses.isEmpty() && targets.isEmpty();
        }
    }

    /**
     * Asks, and blocks.
     *
     * @param deadlineNs when it gives up, on the clock of {@link System#nanoTime}
     * @throws NamesException if there is no answer; that there is no record is one
     */
    Answer ask(Question question, long deadlineNs) throws NamesException;

    /** Ends an {@link #ask} that is under way; from any thread. */
    @Override
    void close();
}
