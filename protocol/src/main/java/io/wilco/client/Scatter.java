package io.wilco.client;

import io.wilco.wire.Delivery;
import io.wilco.wire.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A task cut into parts that run on many workers at once; immutable, so it can be kept and run again. The payloads are
 * not copied until it is run, so they must be left alone until then.
 *
 * <p>Unless said otherwise, all parts must succeed: the first that fails makes the whole fail, and what is still open
 * of it is cancelled. No part is tried again but as its delivery says.
 */
public final class Scatter {
    /** Parts at most. */
    public static final int PARTS_MAX = 4_096;

    private final Call template;
    private final List<byte[]> parts;
    private final int enough;
    private final boolean isPartial;

    private Scatter(final Call template, final List<byte[]> parts, final int enough, final boolean isPartial) {
        this.template = template;
        this.parts = parts;
        this.enough = enough;
        this.isPartial = isPartial;
    }

    /**
     * A task with a deadline of 5 s, its parts delivered at most once.
     *
     * @param service name of the service that every part is for, 1 to 64 bytes of UTF-8
     * @param parts a payload each, at most {@value #PARTS_MAX}, of at most 64 KiB; a larger one is rejected when the
     *     task is run. Of an empty list nothing is asked and nothing comes
     * @throws IllegalArgumentException if the name cannot be one, or there are too many parts
     */
    public static Scatter of(final String service, final List<byte[]> parts) {
        if (parts.size() > PARTS_MAX) {
            throw new IllegalArgumentException("a task has at most " + PARTS_MAX + " parts, not " + parts.size());
        }
        final List<byte[]> kept = List.copyOf(parts);
        return new Scatter(Call.to(service, new byte[0]), kept, kept.size(), false);
    }

    /**
     * The same task with another deadline, of the whole and so of each part.
     *
     * @param newDeadline how long the caller waits, 1 ms to 1 h
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Scatter withDeadline(final Duration newDeadline) {
        return with(template.withDeadline(newDeadline));
    }

    /** The same task with another promise for each part. */
    public Scatter withDelivery(final Delivery newDelivery) {
        return with(template.withDelivery(newDelivery));
    }

    /** The same task with another place of its parts among what waits; see {@link Call#withPriority}. */
    public Scatter withPriority(final Priority newPriority) {
        return with(template.withPriority(newPriority));
    }

    /**
     * The same task, of which a part that takes longer than most may be given to a second worker; see
     * {@link Call#withHedging}.
     */
    public Scatter withHedging() {
        return with(template.withHedging());
    }

    /**
     * The same task, done when so many parts have succeeded; the others are cancelled then. It fails as soon as so many
     * can succeed no more.
     *
     * @param count 1 to the number of parts
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Scatter untilFirst(final int count) {
        if (count < 1 || count > parts.size()) {
            throw new IllegalArgumentException("of " + parts.size() + " parts, " + count + " cannot be the first");
        }
        return new Scatter(template, parts, count, isPartial);
    }

    /**
     * The same task, done at its deadline at the latest, with whatever has come by then; parts that fail do not make it
     * fail.
     */
    public Scatter untilDeadline() {
        return new Scatter(template, parts, enough, true);
    }

    private Scatter with(final Call newTemplate) {
        return new Scatter(newTemplate, parts, enough, isPartial);
    }

    /** How many parts there are, 0 to {@value #PARTS_MAX}. */
    public int size() {
        return parts.size();
    }

    public String service() {
        return template.service();
    }

    public Duration deadline() {
        return template.deadline();
    }

    /**
     * The call of a part.
     *
     * @param number 0 to {@link #size} - 1
     */
    public Call part(final int number) {
        return template.withPayload(parts.get(Objects.checkIndex(number, parts.size())));
    }

    /** Successes after which the rest is not needed. */
    int enough() {
        return enough;
    }

    /** Whether whatever comes is fine. */
    boolean isPartial() {
        return isPartial;
    }
}
