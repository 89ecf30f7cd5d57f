package io.wilco.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a keyed request is about: 1 to 255 bytes, which decide its shard and so the worker that executes it. Immutable.
 */
public final class Key {
    public static final int BYTES_MAX = 255;

    private final byte[] bytes;
    private final int shard;

    private Key(final byte[] bytes) {
        this.bytes = bytes;
        shard = Shards.of(Bytes.wrap(bytes), 0, bytes.length);
    }

    /**
     * A key of these bytes, which are copied.
     *
     * @throws IllegalArgumentException if there are none, or more than {@link #BYTES_MAX}
     */
    public static Key of(final byte[] bytes) {
        if (bytes.length == 0 || bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException("a key has 1 to " + BYTES_MAX + " bytes, not " + bytes.length);
        }
        return new Key(bytes.clone());
    }

    /** A key of text, in UTF-8. */
    public static Key of(final String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The shard of a service that it belongs to. */
    public int shard() {
        return shard;
    }

    /** In bytes. */
    public int length() {
        return bytes.length;
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Puts its bytes into a buffer. */
    public void write(final ByteBuffer buffer, final int offset) {
        buffer.put(offset, bytes);
    }

    /** Its bytes read as UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
