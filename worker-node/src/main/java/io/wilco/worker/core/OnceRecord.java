package io.wilco.worker.core;

import io.wilco.wire.ReplyStatus;
import org.jspecify.annotations.Nullable;

/** A keyed request that must not be executed twice: under way, or with what came of it. */
final class OnceRecord {
    private final long expiresNs;
    private int slot = ExecutionTable.NONE;
    private ReplyStatus status = ReplyStatus.OUTCOME_UNKNOWN;
    private byte @Nullable [] reply;
    private boolean isDone;
    private int copy;

    /** Neighbours among those whose reply is kept. */
    @Nullable
    OnceRecord before;

    @Nullable
    OnceRecord after;

    /** The highest number of those copies that have come. */
    int copy() {
        return copy;
    }

    void onCopy(final int number) {
        copy = number;
    }

    OnceRecord(final long expiresNs) {
        this.expiresNs = expiresNs;
    }

    /** When nobody can come with it again. */
    long expiresNs() {
        return expiresNs;
    }

    /** Where it is under way. */
    int slot() {
        return slot;
    }

    void setSlot(final int newSlot) {
        slot = newSlot;
    }

    /** Whether a handler has answered. */
    boolean isDone() {
        return isDone;
    }

    ReplyStatus status() {
        return status;
    }

    /** Null if it was too large to be kept, or had to make room for others. */
    byte @Nullable [] reply() {
        return reply;
    }

    void onDone(final ReplyStatus how, final byte @Nullable [] payload) {
        isDone = true;
        slot = ExecutionTable.NONE;
        status = how;
        reply = payload;
    }

    void dropReply() {
        reply = null;
    }
}
