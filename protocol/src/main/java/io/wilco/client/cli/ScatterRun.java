package io.wilco.client.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.UserError;
import io.wilco.client.Gathered;
import io.wilco.link.LinkConfig;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code wilco call --scatter}: cuts the payload into parts, and shows what came of them. */
final class ScatterRun {
    /** Stands in the payload for the number of the part. */
    static final String NUMBER = "{}";

    private static final long NS_PER_US = 1_000;
    private static final long NS_PER_MS = 1_000_000;
    private static final long IN_MS_FROM_NS = 100 * NS_PER_MS;

    private ScatterRun() {}

    /**
     * The payloads of the parts: {@value #NUMBER} is replaced wherever it stands, all other bytes stay.
     *
     * @throws UserError if a part does not fit into a request
     */
    static List<byte[]> parts(final byte[] payload, final int count) {
        // A charset in which every byte is a character and comes back as it was.
        final String text = new String(payload, StandardCharsets.ISO_8859_1);
        final List<byte[]> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final byte[] part = text.replace(NUMBER, Integer.toString(i)).getBytes(StandardCharsets.ISO_8859_1);
            if (part.length > LinkConfig.PAYLOAD_BYTES_MAX) {
                throw new UserError("PAYLOAD is too large with the number of a part in it; at most "
                        + LinkConfig.PAYLOAD_BYTES_MAX + " bytes go into one request");
            }
            parts.add(part);
        }
        return parts;
    }

    /**
     * Writes a line for each part, in order and empty where there is no reply, and a summary for people.
     *
     * @param failures says how a part failed
     * @throws UserError if a part failed
     */
    static void show(
            final Gathered gathered, final PrintStream out, final PrintWriter err, final CallFailures failures) {
        Duration longest = Duration.ZERO;
        Duration total = Duration.ZERO;
        int repeated = 0;
        String firstFailure = "";
        for (int i = 0; i < gathered.parts().size(); i++) {
            final Gathered.Part part = gathered.parts().get(i);
            total = max(total, part.took());
            if (part.reply() != null) {
                final byte[] reply = part.reply().payload();
                out.write(reply, 0, reply.length);
                longest = max(longest, part.took());
                repeated += part.reply().attempts() > 1 ? 1 : 0;
            } else if (firstFailure.isEmpty()) {
                final String why = part.failure() == null ? failures.late() : failures.describe(part.failure());
                firstFailure = "part " + i + ": " + why;
            }
            out.write('\n');
        }
        out.flush();
        final int count = gathered.parts().size();
        err.println(count + " parts: " + gathered.ok() + " ok, " + (count - gathered.ok()) + " failed, " + repeated
                + " tried more than once; longest " + text(longest) + ", all within " + text(total));
        err.flush();
        if (!firstFailure.isEmpty()) {
            throw new UserError(
                    count - gathered.ok() + " of " + count + " parts failed; " + firstFailure, UserError.RUN_FAILED);
        }
    }

    private static Duration max(final Duration one, final Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** In whole microseconds, or milliseconds if long: more digits would say nothing. */
    private static String text(final Duration time) {
        final long ns = time.toNanos();
        final long unitNs = ns < IN_MS_FROM_NS ? NS_PER_US : NS_PER_MS;
        return Durations.format(Duration.ofNanos(ns / unitNs * unitNs));
    }
}
