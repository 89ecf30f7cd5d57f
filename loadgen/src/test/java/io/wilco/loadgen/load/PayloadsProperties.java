package io.wilco.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Bytes;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PayloadsProperties {
    private static final long NUMBER_MAX = (1L << 48) - 1;

    private static LoadConfig config(final int payloadBytes, final boolean hasServiceTime) {
        return hasServiceTime
                ? LoadConfigs.withServiceTimes(new ServiceTimes.Fixed(1_000), payloadBytes)
                : LoadConfigs.with(new Pacing.ClosedLoop(8), 2, payloadBytes);
    }

    @Property
    void shouldKnowItsOwnAndFindAnyFlippedBit(
            @ForAll @IntRange(min = 16, max = 3_000) final int length,
            @ForAll final boolean hasServiceTime,
            @ForAll @LongRange(max = NUMBER_MAX) final long number,
            @ForAll final long serviceTime,
            @ForAll @IntRange(max = 7) final int offset,
            @ForAll @LongRange(min = 0) final long where) {
        // given a payload, somewhere in a buffer
        final Payloads payloads = new Payloads(config(length, hasServiceTime), 1);
        final ByteBuffer written = Bytes.heap(length);
        payloads.write(written, number, serviceTime);
        final ByteBuffer buffer = Bytes.heap(offset + length);
        buffer.put(offset, written, 0, length);

        // then it is known
        assertThat(payloads.isOf(buffer, offset, length, number, serviceTime)).isTrue();
        assertThat(payloads.isOf(buffer, offset, length, number ^ 1, serviceTime))
                .isFalse();
        assertThat(payloads.isOf(buffer, offset, length - 1, number, serviceTime))
                .isFalse();

        // and not with any bit flipped
        final int bit = (int) (where % (length * 8L));
        final int at = offset + bit / 8;
        buffer.put(at, (byte) (buffer.get(at) ^ 1 << bit % 8));
        assertThat(payloads.isOf(buffer, offset, length, number, serviceTime)).isFalse();
    }

    @Property
    void shouldTellClientsAndRequestsApart(
            @ForAll @IntRange(min = 8, max = 100) final int length,
            @ForAll @LongRange(max = NUMBER_MAX) final long number) {
        final LoadConfig config = config(length, false);
        final ByteBuffer buffer = Bytes.heap(length);
        new Payloads(config, 0).write(buffer, number, 0);

        assertThat(new Payloads(config, 1).isOf(buffer, 0, length, number, 0)).isFalse();
    }

    @Property
    void shouldPutTheServiceTimeFirst(
            @ForAll @IntRange(min = 16, max = 100) final int length, @ForAll final long serviceTime) {
        final ByteBuffer buffer = Bytes.heap(length);

        new Payloads(config(length, true), 0).write(buffer, 3, serviceTime);

        assertThat(buffer.getLong(0)).isEqualTo(serviceTime);
        assertThat(buffer.getLong(8)).isEqualTo(3);
    }
}
