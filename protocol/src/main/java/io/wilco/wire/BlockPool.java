package io.wilco.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory for requests that are kept for a while: blocks of 64 bytes to 128 KiB in powers of two, carved from chunks of
 * 128 KiB, reused, bounded in all. One thread uses a pool.
 *
 * <p>A chunk holds blocks of one size. When memory has run out, a chunk without a block in use serves another size: a
 * rush of large requests must not leave the pool without small blocks for ever after. So {@code n} blocks of any sizes
 * always fit into {@code n} chunks.
 */
public final class BlockPool {
    /** No block. */
    public static final int NONE = -1;

    /** Largest block, in bytes; also the size of a chunk. */
    public static final int BLOCK_BYTES_MAX = 128 * 1024;

    private static final int CHUNK_SHIFT = Integer.numberOfTrailingZeros(BLOCK_BYTES_MAX);
    private static final int CLASS_SHIFT_MIN = 6;
    private static final int CLASSES = CHUNK_SHIFT - CLASS_SHIFT_MIN + 1;
    private static final int INDEX_BITS = 27;
    private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
    private static final int CHUNKS_CEILING = 1 << (INDEX_BITS - (CHUNK_SHIFT - CLASS_SHIFT_MIN));

    private final int chunksMax;
    private final List<Chunk> chunks = new ArrayList<>();
    private final SizeClass[] classes = new SizeClass[CLASSES];
    private int blocks;

    /** The chunks of one block size that have a free block, those without any block in use last. */
    private static final class SizeClass {
        private @Nullable Chunk first;
        private @Nullable Chunk last;
    }

    private static final class Chunk {
        private final int index;
        private final ByteBuffer bytes = Bytes.heap(BLOCK_BYTES_MAX);
        private int shift;
        private int used;
        private int fresh;
        private short[] freed = new short[0];
        private int freedCount;
        private @Nullable Chunk before;
        private @Nullable Chunk after;

        Chunk(final int index) {
            this.index = index;
        }

        void reset(final int blockShift) {
            shift = blockShift;
            fresh = 0;
            freedCount = 0;
            if (freed.length < blocks()) {
                freed = new short[blocks()];
            }
        }

        int blocks() {
            return 1 << (CHUNK_SHIFT - shift);
        }

        boolean isFull() {
            return used == blocks();
        }

        int take() {
            used++;
            return freedCount > 0 ? freed[--freedCount] : fresh++;
        }

        void giveBack(final int block) {
            used--;
            freed[freedCount++] = (short) block;
        }
    }

    /**
     * @param bytesMax bound of all chunks together, of which 8 GiB are used at the most; the pool takes memory only as
     *     it is needed
     */
    public BlockPool(final long bytesMax) {
        chunksMax = (int) Math.min(CHUNKS_CEILING, bytesMax / BLOCK_BYTES_MAX);
        for (int i = 0; i < CLASSES; i++) {
            classes[i] = new SizeClass();
        }
    }

    /**
     * Takes a block of at least so many bytes.
     *
     * @param bytes 0 to {@link #BLOCK_BYTES_MAX}
     * @return its handle, or {@link #NONE} if the bound is reached
     */
    public int allocate(final int bytes) {
        final int shift = shiftOf(bytes);
        final SizeClass sizeClass = classes[shift - CLASS_SHIFT_MIN];
        Chunk chunk = sizeClass.first;
        if (chunk == null) {
            chunk = chunks.size() < chunksMax ? newChunk() : stealChunk();
            if (chunk == null) {
                return NONE;
            }
            chunk.reset(shift);
            addFirst(sizeClass, chunk);
        }
        blocks++;
        final int block = chunk.take();
        if (chunk.isFull()) {
            remove(sizeClass, chunk);
        }
        return (shift << INDEX_BITS) | (chunk.index << (CHUNK_SHIFT - shift)) | block;
    }

    /** Gives a block back. */
    public void free(final int handle) {
        blocks--;
        final Chunk chunk = chunk(handle);
        assert chunk.shift == handle >>> INDEX_BITS && chunk.used > 0 : "given back twice";
        final SizeClass sizeClass = classes[chunk.shift - CLASS_SHIFT_MIN];
        final boolean wasFull = chunk.isFull();
        chunk.giveBack(block(handle));
        if (chunk.used == 0) {
            if (!wasFull) {
                remove(sizeClass, chunk);
            }
            addLast(sizeClass, chunk);
        } else if (wasFull) {
            addFirst(sizeClass, chunk);
        }
    }

    /** The buffer in which the block lies, from {@link #offset}. */
    public ByteBuffer buffer(final int handle) {
        return chunk(handle).bytes;
    }

    /** Where the block begins in its {@link #buffer}. */
    public int offset(final int handle) {
        return block(handle) << (handle >>> INDEX_BITS);
    }

    /** How many bytes the block holds. */
    public static int capacity(final int handle) {
        return 1 << (handle >>> INDEX_BITS);
    }

    /** Blocks that were taken and not given back. */
    public int blocks() {
        return blocks;
    }

    /** Memory taken for chunks so far, in bytes; at most the bound. */
    public long takenBytes() {
        return (long) chunks.size() * BLOCK_BYTES_MAX;
    }

    private Chunk chunk(final int handle) {
        return chunks.get((handle & INDEX_MASK) >>> (CHUNK_SHIFT - (handle >>> INDEX_BITS)));
    }

    private static int block(final int handle) {
        return handle & ((1 << (CHUNK_SHIFT - (handle >>> INDEX_BITS))) - 1);
    }

    private Chunk newChunk() {
        final Chunk chunk = new Chunk(chunks.size());
        chunks.add(chunk);
        return chunk;
    }

    /** A chunk of which no block is in use, taken from whatever size it served; null if there is none. */
    private @Nullable Chunk stealChunk() {
        for (final SizeClass sizeClass : classes) {
            final Chunk chunk = sizeClass.last;
            if (chunk != null && chunk.used == 0) {
                remove(sizeClass, chunk);
                return chunk;
            }
        }
        return null;
    }

    private static void addFirst(final SizeClass sizeClass, final Chunk chunk) {
        final Chunk first = sizeClass.first;
        chunk.before = null;
        chunk.after = first;
        if (first == null) {
            sizeClass.last = chunk;
        } else {
            first.before = chunk;
        }
        sizeClass.first = chunk;
    }

    private static void addLast(final SizeClass sizeClass, final Chunk chunk) {
        final Chunk last = sizeClass.last;
        chunk.before = last;
        chunk.after = null;
        if (last == null) {
            sizeClass.first = chunk;
        } else {
            last.after = chunk;
        }
        sizeClass.last = chunk;
    }

    private static void remove(final SizeClass sizeClass, final Chunk chunk) {
        final Chunk before = chunk.before;
        final Chunk after = chunk.after;
        if (before == null) {
            sizeClass.first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            sizeClass.last = before;
        } else {
            after.before = before;
        }
    }

    private static int shiftOf(final int bytes) {
        assert bytes >= 0 && bytes <= BLOCK_BYTES_MAX : bytes;
        return Math.max(CLASS_SHIFT_MIN, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1));
    }
}
