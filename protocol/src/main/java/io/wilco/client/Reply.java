package io.wilco.client;

import java.nio.charset.StandardCharsets;

/** What a worker answered. */
public final class Reply {
    private final byte[] payload;
    private final int attempts;

    Reply(final byte[] payload, final int attempts) {
        this.payload = payload;
        this.attempts = attempts;
    }

    /** The caller's own, 0 to 64 KiB. */
    public byte[] payload() {
        return payload;
    }

    /** The payload read as UTF-8. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Workers that the request was assigned to, at least 1. */
    public int attempts() {
        return attempts;
    }
}
