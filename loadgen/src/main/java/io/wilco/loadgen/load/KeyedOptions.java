package io.wilco.loadgen.load;

import io.wilco.client.core.CallOptions;
import io.wilco.wire.Key;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The options of one request after the other, each with a key if they have any. Keys that come often are kept. */
final class KeyedOptions {
    /** Beyond these, each request makes its key anew. */
    private static final int KEPT_MAX = 1 << 16;

    private final CallOptions plain;
    private final @Nullable Keys keys;
    private final RandomGenerator random;
    private final @Nullable CallOptions[] kept;

    KeyedOptions(final CallOptions plain, final @Nullable Keys keys, final RandomGenerator random) {
        this.plain = plain;
        this.keys = keys;
        this.random = random;
        kept = new CallOptions[keys == null ? 0 : Math.min(KEPT_MAX, keys.count())];
    }

    CallOptions next() {
        if (keys == null) {
            return plain;
        }
        final int number = keys.sample(random);
        final CallOptions known = number < kept.length ? kept[number] : null;
        if (known != null) {
            return known;
        }
        final CallOptions made = plain.withKey(Key.of("key-" + number));
        if (number < kept.length) {
            kept[number] = made;
        }
        return made;
    }
}
