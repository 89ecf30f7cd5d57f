package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The vectors of the authors' reference implementation: key 00..0f, input 00, 01, 02, ... */
class SipHashTest {
    private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void shouldAgreeWithTheReferenceVectors() {
        final long[] words = {0x0706050403020100L, 0x0f0e0d0c0b0a0908L};
        assertThat(hash.hash(words, 0)).isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(hash.hash(words, 1)).isEqualTo(0x93f5f5799a932462L);
        assertThat(hash.hash(words, 2)).isEqualTo(0x3f2acc7f57c29bdbL);
    }

    @Test
    void shouldKeepNothingFromOneHashToTheNext() {
        final long[] words = {1, 2, 3};
        final long first = hash.hash(words, 3);
        hash.hash(words, 2);
        assertThat(hash.hash(words, 3)).isEqualTo(first);
    }
}
