package io.wilco.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came back of the parts of a {@link Scatter}; immutable. */
public final class Gathered {
    private final List<Part> parts;

    /**
     * One part. With neither a reply nor a failure it is not finished: it was cancelled because enough others had
     * succeeded, or had not come by the deadline of a task that takes what has; it may have been executed.
     *
     * @param reply what a worker answered, or null
     * @param failure how it failed, or null
     * @param took from the beginning of the whole to the end of this part; of a part not finished, to the end of the
     *     whole
     */
    public record Part(@Nullable Reply reply, @Nullable CallException failure, Duration took) {
        /** Whether there is a reply. */
        public boolean isOk() {
            return reply != null;
        }

        /** Whether it ended otherwise than by a reply. */
        public boolean isFailed() {
            return failure != null;
        }

        /** Whether nobody waited for its end. */
        public boolean isUnfinished() {
            return reply == null && failure == null;
        }
    }

    Gathered(final List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** All parts, in the order in which they were given. */
    public List<Part> parts() {
        return parts;
    }

    /** The replies that came, in the order of their parts; as many as there are parts if all had to succeed. */
    public List<Reply> replies() {
        final List<Reply> replies = new ArrayList<>(parts.size());
        for (final Part part : parts) {
            if (part.reply() != null) {
                replies.add(part.reply());
            }
        }
        return replies;
    }

    /** How many parts have a reply. */
    public int ok() {
        return (int) parts.stream().filter(Part::isOk).count();
    }

    /** How many parts failed. */
    public int failed() {
        return (int) parts.stream().filter(Part::isFailed).count();
    }

    /** How many parts nobody waited for. */
    public int unfinished() {
        return parts.size() - ok() - failed();
    }
}
