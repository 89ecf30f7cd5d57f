package io.wilco.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Bytes;
import io.wilco.wire.KeyedFlyweight;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What a worker is told is over must be over: it forgets it, and would execute it again. */
class KeyedCallsProperties {
    private static final int SLOTS = 12;

    private final ByteBuffer buffer = Bytes.heap(KeyedFlyweight.LENGTH_MAX);

    /** Who a call is. */
    private record Identity(long client, long sequence) {}

    private Identity identity(final KeyedCalls calls, final int slot) {
        calls.write(slot, buffer, 0);
        return new Identity(KeyedFlyweight.client(buffer, 0), KeyedFlyweight.sequence(buffer, 0));
    }

    @Property
    void shouldNeverSayThatAnOpenCallIsOver(
            @ForAll @Size(max = 300) final List<@IntRange(max = SLOTS - 1) Integer> steps) {
        final KeyedCalls calls = new KeyedCalls(new SplittableRandom(1));
        final Map<Integer, Identity> open = new HashMap<>();
        final Set<Identity> used = new HashSet<>();
        for (final int slot : steps) {
            if (open.containsKey(slot)) {
                calls.end(slot);
                open.remove(slot);
            } else {
                calls.begin(slot);
                final Identity identity = identity(calls, slot);
                assertThat(used.add(identity))
                        .as("each has a number of its own")
                        .isTrue();
                open.put(slot, identity);
            }
            assertThat(calls.has(slot)).isEqualTo(open.containsKey(slot));
            for (final Map.Entry<Integer, Identity> call : open.entrySet()) {
                assertThat(identity(calls, call.getKey())).isEqualTo(call.getValue());
                final long openFrom = KeyedFlyweight.openFrom(buffer, 0);
                assertThat(openFrom)
                        .isEqualTo(open.values().stream()
                                .mapToLong(Identity::sequence)
                                .min()
                                .orElseThrow());
            }
        }
    }

    @Property(tries = 20)
    void shouldBeginAnotherIdentityRatherThanHaveOneLongCallKeepAllAfterIt(
            @ForAll @IntRange(min = 1, max = 100) final int before) {
        final KeyedCalls calls = new KeyedCalls(new SplittableRandom(before));
        for (int i = 0; i < before; i++) {
            calls.begin(1);
            calls.end(1);
        }
        calls.begin(0);
        final Identity longOne = identity(calls, 0);
        Identity other = longOne;
        for (int i = 0; i < KeyedCalls.SPAN_MAX && other.client == longOne.client; i++) {
            calls.begin(1);
            other = identity(calls, 1);
            calls.end(1);
        }

        assertThat(other.client).isNotEqualTo(longOne.client);
        // The long one is who it was, and says no more of what is over.
        assertThat(identity(calls, 0)).isEqualTo(longOne);
        assertThat(KeyedFlyweight.openFrom(buffer, 0)).isZero();
        calls.end(0);
        calls.begin(2);
        assertThat(identity(calls, 2).client).isEqualTo(other.client);
    }
}
