package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DatagramHeaderTest {
    private final DatagramHeader header = new DatagramHeader();

    @Test
    void shouldAcceptWhatItSealed() {
        // given
        final ByteBuffer datagram = datagram(100);

        // when, then
        assertThat(header.isValid(datagram)).isTrue();
        assertThat(DatagramHeader.kind(datagram)).isEqualTo(DatagramHeader.DATA);
        assertThat(DatagramHeader.session(datagram)).isEqualTo(0x0123_4567_89AB_CDEFL);
    }

    @Test
    void shouldSealDirectBuffersAlike() {
        // given
        final ByteBuffer heap = datagram(77);
        final ByteBuffer direct = Bytes.direct(200);
        direct.put(0, heap, 0, 77);
        direct.putInt(DatagramHeader.CHECKSUM_OFFSET, 0);

        // when
        header.seal(direct, 77);

        // then
        assertThat(direct.getInt(0)).isEqualTo(heap.getInt(0));
        assertThat(direct.limit()).isEqualTo(200);
        assertThat(direct.position()).isZero();
    }

    @Test
    void shouldSeeEveryFlippedBit() {
        final ByteBuffer datagram = datagram(60);
        for (int bit = 0; bit < 60 * Byte.SIZE; bit++) {
            flip(datagram, bit);
            assertThat(header.isValid(datagram)).as("bit %d", bit).isFalse();
            flip(datagram, bit);
        }
        assertThat(header.isValid(datagram)).isTrue();
    }

    @Test
    void shouldSeeEveryTruncation() {
        for (int length = 0; length < 60; length++) {
            assertThat(header.isValid(datagram(60).limit(length)))
                    .as("length %d", length)
                    .isFalse();
        }
    }

    @Test
    void shouldRefuseOtherProtocolsAndVersions() {
        for (final int offset : new int[] {DatagramHeader.MAGIC_OFFSET, DatagramHeader.KIND_OFFSET}) {
            // given
            final ByteBuffer datagram = datagram(60);
            datagram.put(offset, (byte) 0x33);

            // when
            header.seal(datagram, 60);

            // then
            assertThat(header.isValid(datagram)).isFalse();
        }
    }

    @Test
    void shouldRefuseAnotherLengthThanItsOwn() {
        // given a datagram of 60 bytes, and one that is the same but for 4 more bytes
        final ByteBuffer longer = Bytes.heap(64);
        longer.put(0, datagram(60), 0, 60);

        // then
        assertThat(header.isValid(longer)).isFalse();
        assertThat(header.isValid(longer.limit(60))).isTrue();
    }

    @Test
    void shouldTellWhereTheFirstDatagramEnds() {
        // given a datagram and more
        final ByteBuffer buffer = Bytes.heap(200);
        buffer.put(0, datagram(60), 0, 60);

        // then
        assertThat(DatagramHeader.lengthOfFirst(buffer, 200)).isEqualTo(60);
        assertThat(DatagramHeader.lengthOfFirst(buffer, 60)).isEqualTo(60);
        assertThat(DatagramHeader.lengthOfFirst(buffer, 59))
                .as("longer than what is there")
                .isEqualTo(59);
        assertThat(DatagramHeader.lengthOfFirst(buffer, 10)).as("no header").isEqualTo(10);
        assertThat(DatagramHeader.lengthOfFirst(buffer, 0)).as("nothing").isZero();
        assertThat(DatagramHeader.lengthOfFirst(Bytes.heap(200), 200))
                .as("a length of 0")
                .isEqualTo(200);
    }

    private ByteBuffer datagram(final int length) {
        final ByteBuffer buffer = Bytes.heap(length);
        DatagramHeader.write(buffer, DatagramHeader.DATA, 0x0123_4567_89AB_CDEFL);
        for (int i = DatagramHeader.LENGTH; i < length; i++) {
            buffer.put(i, (byte) (i * 7));
        }
        header.seal(buffer, length);
        return buffer;
    }

    private static void flip(final ByteBuffer buffer, final int bit) {
        final int at = bit / Byte.SIZE;
        buffer.put(at, (byte) (buffer.get(at) ^ 1 << bit % Byte.SIZE));
    }
}
