package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BlockPoolProperties {
    /** A block that is in use, and what was written all over it. */
    private record Taken(int handle, int bytes, byte mark) {}

    @Property(tries = 150)
    void shouldNeverHandOutBytesThatAreInUse(
            @ForAll final Random random, @ForAll @IntRange(min = 1, max = 20) final int chunks) {
        // given
        final BlockPool pool = new BlockPool((long) chunks * BlockPool.BLOCK_BYTES_MAX);
        final List<Taken> taken = new ArrayList<>();

        for (int i = 0; i < 400; i++) {
            // when
            if (random.nextInt(100) < 60) {
                final int bytes = random.nextInt(1 << random.nextInt(18));
                final int handle = pool.allocate(bytes);
                if (handle != BlockPool.NONE) {
                    taken.add(fill(pool, handle, bytes, (byte) i));
                }
            } else if (!taken.isEmpty()) {
                final Taken block = taken.remove(random.nextInt(taken.size()));
                assertIntact(pool, block);
                pool.free(block.handle());
            }

            // then
            assertThat(pool.blocks()).isEqualTo(taken.size());
            assertThat(pool.takenBytes()).isLessThanOrEqualTo((long) chunks * BlockPool.BLOCK_BYTES_MAX);
        }
        taken.forEach(block -> assertIntact(pool, block));
    }

    @Property(tries = 50)
    void shouldHaveRoomForAsManyBlocksAsChunksAfterAnyHistory(@ForAll final Random random) {
        // given: rushes of blocks of one size after the other
        final int chunks = 8;
        final BlockPool pool = new BlockPool((long) chunks * BlockPool.BLOCK_BYTES_MAX);
        for (int rush = 0; rush < 20; rush++) {
            final int bytes = 1 << random.nextInt(18);
            final List<Integer> handles = new ArrayList<>();
            for (int handle = pool.allocate(bytes); handle != BlockPool.NONE; handle = pool.allocate(bytes)) {
                handles.add(handle);
            }

            // then
            final int size = Math.max(64, bytes);
            assertThat(handles).hasSize(chunks * (BlockPool.BLOCK_BYTES_MAX / size));
            handles.forEach(pool::free);
        }
    }

    @Example
    void shouldRoundSizesUpToPowersOfTwo() {
        final BlockPool pool = new BlockPool(10L * BlockPool.BLOCK_BYTES_MAX);
        assertThat(BlockPool.capacity(pool.allocate(0))).isEqualTo(64);
        assertThat(BlockPool.capacity(pool.allocate(64))).isEqualTo(64);
        assertThat(BlockPool.capacity(pool.allocate(65))).isEqualTo(128);
        assertThat(BlockPool.capacity(pool.allocate(BlockPool.BLOCK_BYTES_MAX))).isEqualTo(BlockPool.BLOCK_BYTES_MAX);
        assertThat(new BlockPool(1_000).allocate(1)).isEqualTo(BlockPool.NONE);
    }

    private static Taken fill(final BlockPool pool, final int handle, final int bytes, final byte mark) {
        assertThat(BlockPool.capacity(handle)).isGreaterThanOrEqualTo(bytes);
        for (int at = 0; at < bytes; at += 61) {
            pool.buffer(handle).put(pool.offset(handle) + at, mark);
        }
        return new Taken(handle, bytes, mark);
    }

    private static void assertIntact(final BlockPool pool, final Taken block) {
        for (int at = 0; at < block.bytes(); at += 61) {
            if (pool.buffer(block.handle()).get(pool.offset(block.handle()) + at) != block.mark()) {
                throw new AssertionError("byte " + at + " of a block of " + block.bytes() + " was overwritten");
            }
        }
    }
}
