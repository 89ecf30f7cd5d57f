package io.wilco.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.IntArrayList;

/**
 * Memory for requests that are kept for a while: blocks of 64 bytes to 128 KiB in powers of two, carved from larger
 * chunks, reused, bounded in all. One thread uses a pool.
 */
public final class BlockPool {
    /** No block. */
    public static final int NONE = -1;

    /** Largest block, in bytes. */
    public static final int BLOCK_BYTES_MAX = 128 * 1024;

    private static final int CLASS_SHIFT_MIN = 6;
    private static final int CLASSES = Integer.numberOfTrailingZeros(BLOCK_BYTES_MAX) - CLASS_SHIFT_MIN + 1;
    private static final int INDEX_BITS = 27;
    private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

    private final SizeClass[] classes = new SizeClass[CLASSES];
    private final long bytesMax;
    private long bytesLeft;
    private int blocks;

    private static final class SizeClass {
        private final List<ByteBuffer> chunks = new ArrayList<>();
        private final IntArrayList free = new IntArrayList();
    }

    /** @param bytesMax bound of all chunks together; the pool takes memory only as it is needed */
    public BlockPool(final long bytesMax) {
        this.bytesMax = bytesMax;
        bytesLeft = bytesMax;
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
        if (sizeClass.free.isEmpty() && !grow(sizeClass, shift)) {
            return NONE;
        }
        blocks++;
        final int index = sizeClass.free.removeAt(sizeClass.free.size() - 1);
        return shift << INDEX_BITS | index;
    }

    /** Gives a block back. */
    public void free(final int handle) {
        blocks--;
        classes[(handle >>> INDEX_BITS) - CLASS_SHIFT_MIN].free.addInt(handle & INDEX_MASK);
    }

    /** The buffer in which the block lies, from {@link #offset}. */
    public ByteBuffer buffer(final int handle) {
        final int shift = handle >>> INDEX_BITS;
        return classes[shift - CLASS_SHIFT_MIN].chunks.get((handle & INDEX_MASK) >>> chunkShift(shift));
    }

    /** Where the block begins in its {@link #buffer}. */
    public int offset(final int handle) {
        final int shift = handle >>> INDEX_BITS;
        final int within = handle & INDEX_MASK & (1 << chunkShift(shift)) - 1;
        return within << shift;
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
        return bytesMax - bytesLeft;
    }

    private boolean grow(final SizeClass sizeClass, final int shift) {
        final int blocks = 1 << chunkShift(shift);
        final int bytes = blocks << shift;
        if (bytesLeft < bytes) {
            return false;
        }
        bytesLeft -= bytes;
        final int first = sizeClass.chunks.size() << chunkShift(shift);
        sizeClass.chunks.add(Bytes.heap(bytes));
        for (int i = blocks - 1; i >= 0; i--) {
            sizeClass.free.addInt(first + i);
        }
        return true;
    }

    /** The power of two that is the number of blocks in a chunk, which is of {@link #BLOCK_BYTES_MAX}. */
    private static int chunkShift(final int shift) {
        return CLASSES - 1 + CLASS_SHIFT_MIN - shift;
    }

    private static int shiftOf(final int bytes) {
        assert bytes >= 0 && bytes <= BLOCK_BYTES_MAX : bytes;
        return Math.max(CLASS_SHIFT_MIN, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1));
    }
}
