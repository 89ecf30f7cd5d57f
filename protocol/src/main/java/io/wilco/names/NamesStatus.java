package io.wilco.names;

import io.wilco.cli.HostPort;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How it stands with the names, for people.
 *
 * @param addresses those in use, in their order
 * @param problems what was wrong at the latest look-up, a line each, {@value #PROBLEMS_MAX} at most; none: all is well
 * @param lookups how many times the names were gone through
 */
public record NamesStatus(List<InetSocketAddress> addresses, List<String> problems, long lookups) {

    /** Lines of problems, at most. */
    public static final int PROBLEMS_MAX = 8;

    static final NamesStatus NONE = new NamesStatus(List.of(), List.of(), 0);

    /** All of it in one line. */
    public String text() {
        final String known = addresses.isEmpty() ? "no address known" : HostPort.text(addresses);
        return problems.isEmpty() ? known : known + " (" + String.join("; ", problems) + ")";
    }
}
