package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.AckFlyweight;
import io.wilco.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Against a set of all the numbers that have arrived. */
class ReceiveWindowProperties {
    private static final int WINDOW = 128;

    private final ByteBuffer buffer = Bytes.heap(2_048);

    @Property(tries = 500)
    void shouldKnowWhatHasArrived(@ForAll final Random random, @ForAll @IntRange(min = 1, max = 100) final int spread) {
        // given
        final ReceiveWindow window = new ReceiveWindow(WINDOW);
        final TreeSet<Long> model = new TreeSet<>();
        long expected = 0;

        for (int i = 0; i < 500; i++) {
            // when
            final long sequence = window.complete((int) (expected + random.nextInt(2 * spread) - spread / 2));
            if (window.isWithin(sequence) && !window.contains(sequence)) {
                window.add(sequence);
                model.add(sequence);
            }
            while (model.contains(expected)) {
                expected++;
            }

            // then
            assertThat(window.nextExpected()).isEqualTo(expected);
            assertThat(window.end()).isEqualTo(model.isEmpty() ? 0 : model.last() + 1);
            assertThat(window.hasGap()).isEqualTo(!model.isEmpty() && model.last() > expected);
        }
        for (long sequence = 0; sequence < expected + WINDOW; sequence++) {
            assertThat(window.contains(sequence)).as("%d", sequence).isEqualTo(model.contains(sequence));
        }
        assertThat(window.isWithin(expected + WINDOW - 1)).isTrue();
        assertThat(window.isWithin(expected + WINDOW)).isFalse();
        assertThat(window.isWithin(-1)).isFalse();
    }

    @Property(tries = 500)
    void shouldWriteRangesFromWhichTheSameFollows(
            @ForAll final Random random,
            @ForAll @IntRange(min = 1, max = 16) final int density,
            @ForAll @IntRange(min = 1, max = AckFlyweight.RANGES_MAX) final int rangesMax) {
        // given
        final ReceiveWindow window = new ReceiveWindow(256);
        final int start = random.nextInt(1_000);
        for (long sequence = 0; sequence < start; sequence++) {
            window.add(sequence);
        }
        final TreeSet<Long> model = new TreeSet<>();
        for (long sequence = start + 1L; sequence < start + 256; sequence++) {
            if (random.nextInt(density) == 0) {
                window.add(sequence);
                model.add(sequence);
            }
        }

        // when
        final int ranges = window.writeRanges(buffer, 0, rangesMax);

        // then
        final TreeSet<Long> decoded = new TreeSet<>();
        long at = window.nextExpected();
        for (int i = 0; i < ranges; i++) {
            assertThat(AckFlyweight.rangeGap(buffer, 0, i)).isPositive();
            assertThat(AckFlyweight.rangeLength(buffer, 0, i)).isPositive();
            at += AckFlyweight.rangeGap(buffer, 0, i);
            for (int j = 0; j < AckFlyweight.rangeLength(buffer, 0, i); j++) {
                decoded.add(at++);
            }
        }
        assertThat(ranges).isLessThanOrEqualTo(rangesMax);
        assertThat(decoded).isEqualTo(ranges < rangesMax ? model : new TreeSet<>(model.headSet(at)));
    }

    @Property
    void shouldCompleteANumberFromItsLowHalf(@ForAll @IntRange(min = -WINDOW, max = WINDOW - 1) final int offset) {
        // given: a window that has moved up a little
        final ReceiveWindow window = new ReceiveWindow(WINDOW);
        for (long sequence = 0; sequence < 1_000; sequence++) {
            window.add(sequence);
        }

        // when, then
        assertThat(window.complete((int) (1_000L + offset))).isEqualTo(1_000L + offset);
    }

    @Property(tries = 20)
    void shouldWriteTheWidestGapAndRange(@ForAll @IntRange(min = 6, max = 16) final int bits) {
        // given
        final int frames = 1 << bits;
        final ReceiveWindow gap = new ReceiveWindow(frames);
        final ReceiveWindow range = new ReceiveWindow(frames);

        // when
        gap.add(frames - 1);
        for (int sequence = 1; sequence < frames; sequence++) {
            range.add(sequence);
        }

        // then
        assertThat(gap.writeRanges(buffer, 0, 64)).isEqualTo(1);
        assertThat(AckFlyweight.rangeGap(buffer, 0, 0)).isEqualTo(frames - 1);
        assertThat(range.writeRanges(buffer, 0, 64)).isEqualTo(1);
        assertThat(AckFlyweight.rangeLength(buffer, 0, 0)).isEqualTo(frames - 1);
        range.add(0);
        assertThat(range.nextExpected()).isEqualTo(frames);
    }
}
