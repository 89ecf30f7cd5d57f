package io.wilco.names;

import io.wilco.names.Lookup.Answer;
import io.wilco.names.Lookup.Question;
import io.wilco.names.NamesException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each question, and when to ask again: after the TTL, within the bounds; after a failure, later each
 * time. An answer stays in use while newer ones cannot be had (RFC 8767). Goes by rounds: what was not asked for in one
 * is forgotten at its end, so there are never more than one round asks for.
 */
final class Answers {
    private static final int DOUBLINGS_MAX = 16;

    /** Of one question. */
    private static final class Entry {
        @Nullable
        Answer answer;

        @Nullable
        NamesException failure;

        int failures;
        long dueNs;
        long round;
    }

    private final Lookup lookup;
    private final NamesConfig config;
    private final LongSupplier clock;
    private final Map<Question, Entry> entries = new HashMap<>();

    private long round;
    private long deadlineNs;

    /** Why the rest of this round is not asked: no name server answers, or the time is up. */
    private @Nullable NamesException silence;

    Answers(final Lookup lookup, final NamesConfig config, final LongSupplier clock) {
        this.lookup = lookup;
        this.config = config;
        this.clock = clock;
    }

    /**
     * @param roundDeadlineNs after it nothing more is asked in this round
     * @param isRetry whether to ask at once what failed before, too
     */
    void beginRound(final long roundDeadlineNs, final boolean isRetry) {
        round++;
        deadlineNs = roundDeadlineNs;
        silence = null;
        if (isRetry) {
            final long nowNs = clock.getAsLong();
            entries.values().stream().filter(entry -> entry.failure != null).forEach(entry -> entry.dueNs = nowNs);
        }
    }

    /**
     * The answer: a new one, or the one known, if it is not due or no new one is to be had.
     *
     * @throws NamesException if there is none
     */
    Answer ask(final Question question) throws NamesException {
        final Entry entry = entries.get(question);
        if (entry == null) {
            final Entry added = new Entry();
            added.dueNs = clock.getAsLong();
            entries.put(question, added);
            return use(question, added);
        }
        return use(question, entry);
    }

    private Answer use(final Question question, final Entry entry) throws NamesException {
        entry.round = round;
        if (clock.getAsLong() - entry.dueNs >= 0) {
            refresh(question, entry);
        }
        if (entry.answer != null) {
            return entry.answer;
        }
        throw entry.failure == null ? notAsked() : entry.failure;
    }

    private void refresh(final Question question, final Entry entry) {
        final long nowNs = clock.getAsLong();
        if (silence != null || nowNs - deadlineNs >= 0) {
            entry.failure = notAsked();
            entry.dueNs = nowNs + config.refreshMinNs();
            return;
        }
        try {
            final long untilNs = nowNs + Math.min(config.timeoutNs(), deadlineNs - nowNs);
            final Answer answer = lookup.ask(question, untilNs);
            final long ttlNs = Math.max(config.refreshMinNs(), Math.min(answer.ttlNs(), config.refreshMaxNs()));
            entry.answer = answer;
            entry.failure = null;
            entry.failures = 0;
            entry.dueNs = clock.getAsLong() + ttlNs;
        } catch (final NamesException e) {
            entry.failure = e;
            entry.failures++;
            entry.dueNs = clock.getAsLong() + backoffNs(entry.failures);
            if (e.reason() == Reason.SILENT || e.reason() == Reason.CLOSED) {
                silence = e;
            }
        }
    }

    private NamesException notAsked() {
        return silence == null
                ? new NamesException(Reason.SILENT, "the name server did not answer in time; try again")
                : silence;
    }

    private long backoffNs(final int failures) {
        final long doubledNs = config.refreshMinNs() << Math.min(failures - 1, DOUBLINGS_MAX);
        return doubledNs <= 0 ? config.refreshMaxNs() : Math.min(doubledNs, config.refreshMaxNs());
    }

    /** Forgets what was not asked for. */
    void endRound() {
        entries.values().removeIf(entry -> entry.round != round);
    }

    /** What has no new answer, each once. */
    List<NamesException> failures() {
        final List<NamesException> failures = new ArrayList<>();
        for (final Entry entry : entries.values()) {
            if (entry.failure != null && !failures.contains(entry.failure)) {
                failures.add(entry.failure);
            }
        }
        return failures;
    }

    /** When the first one is to be asked again, at the latest after {@code idleNs}. */
    long nextDueNs(final long idleNs) {
        final long nowNs = clock.getAsLong();
        long leftNs = idleNs;
        for (final Entry entry : entries.values()) {
            leftNs = Math.min(leftNs, entry.dueNs - nowNs);
        }
        return nowNs + Math.max(0, leftNs);
    }
}
