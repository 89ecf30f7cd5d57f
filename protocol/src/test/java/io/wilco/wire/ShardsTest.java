package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShardsTest {
    @Test
    void shouldHashAsTheProtocolSays() {
        assertThat(Key.of("user-7").shard()).isEqualTo(23);
        assertThat(Key.of("a").shard()).isEqualTo(522);
    }

    @Test
    void shouldSpreadKeysThatDifferInTheirLastLettersOnly() {
        final int[] counts = new int[Shards.COUNT];
        final int keys = 200 * Shards.COUNT;
        for (int i = 0; i < keys; i++) {
            counts[Key.of("customer-" + i).shard()]++;
        }
        // Five standard deviations of a binomial.
        final double deviation = Math.sqrt(200);
        for (final int count : counts) {
            assertThat((double) count).isBetween(200 - 5 * deviation, 200 + 5 * deviation);
        }
    }

    @Test
    void shouldTakeKeysOf1To255Bytes() {
        assertThat(Key.of(new byte[255]).length()).isEqualTo(255);
        assertThatThrownBy(() -> Key.of("")).hasMessageContaining("1 to 255 bytes, not 0");
        assertThatThrownBy(() -> Key.of(new byte[256])).hasMessageContaining("not 256");
    }
}
