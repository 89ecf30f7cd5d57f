package io.wilco.client;

import java.nio.charset.StandardCharsets;

/**
 * What a worker answered.
 *
 * @param payload the caller's own
 * @param attempts workers that the request was assigned to, at least 1
 */
public record Reply(byte[] payload, int attempts) {
    /** The payload read as UTF-8. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
